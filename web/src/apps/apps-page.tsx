import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { SkeletonRows } from "../ui/states.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { Apps } from "./apps.tsx";
import { ImportDialog } from "./import-dialog.tsx";

const Connections = lazy(async () => ({ default: (await import("../connections/connections.tsx")).Connections }));
const ExternalActions = lazy(async () => ({
  default: (await import("../external-actions/external-actions.tsx")).ExternalActions,
}));

/** What tasks can reach, by which credentials, and what they did out there. */
export function AppsPage() {
  const { tab = "apps" } = useSearch({ from: "/shell/apps" });
  const navigate = useNavigate({ from: "/apps" });
  const mayWrite = useMay("app.write");
  const mayConnections = useMay("connection.read");
  const [importing, setImporting] = useState(false);
  const words = text.apps;
  return (
    <Page
      title={words.title}
      actions={
        mayWrite && (
          <Button look={tab === "apps" ? "plain" : "quiet"} onClick={() => setImporting(true)}>
            <Plus size={14} aria-hidden />
            {words.import}
          </Button>
        )
      }
    >
      <Tabs
        label={words.tabs.label}
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next === "apps" ? undefined : next }, replace: true })}
        tabs={[
          { id: "apps", label: words.tabs.apps, content: <Apps onImport={() => setImporting(true)} /> },
          ...(mayConnections
            ? [
                {
                  id: "connections",
                  label: words.tabs.connections,
                  content: (
                    <Suspense fallback={<SkeletonRows />}>
                      <Connections />
                    </Suspense>
                  ),
                },
              ]
            : []),
          {
            id: "actions",
            label: words.tabs.actions,
            content: (
              <Suspense fallback={<SkeletonRows />}>
                <ExternalActions />
              </Suspense>
            ),
          },
        ]}
      />
      {importing && (
        <ImportDialog
          onClose={() => setImporting(false)}
          onDone={(app) => {
            setImporting(false);
            void navigate({ search: { app: app.name } });
          }}
        />
      )}
    </Page>
  );
}
