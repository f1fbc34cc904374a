import type { Definition } from "@taskwright/api/definition.ts";
import type { DefinitionDocument } from "@taskwright/api/language.ts";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { lazy, Suspense, useCallback, useState } from "react";
import { useMay } from "../access/session.ts";
import type { Changes } from "../live/changes.ts";
import { useChanges } from "../live/live.tsx";
import { NotFound } from "../shell/not-found.tsx";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { Failed, SkeletonRows } from "../ui/states.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { Effective } from "./effective.tsx";
import { definitionQuery, versionsQuery } from "./queries.ts";
import { Versions } from "./versions.tsx";
import { Workbench } from "./workbench.tsx";

const DefinitionGraph = lazy(async () => ({
  default: (await import("./graph/definition-graph.tsx")).DefinitionGraph,
}));

export function DefinitionPage() {
  const id = Number(useParams({ from: "/shell/definitions/$id" }).id);
  useDefinitionChanges();
  const definition = useQuery({ ...definitionQuery(id), enabled: Number.isSafeInteger(id) && id > 0 });
  if (!Number.isSafeInteger(id) || id <= 0) return <NotFound />;
  if (definition.isPending) return <SkeletonRows rows={12} />;
  if (definition.isError) return <Failed error={definition.error} onRetry={() => void definition.refetch()} />;
  return <Loaded key={id} definition={definition.data} />;
}

function Loaded({ definition }: { definition: Definition }) {
  const { tab, version, tried } = useSearch({ from: "/shell/definitions/$id" });
  const navigate = useNavigate({ from: "/definitions/$id" });
  const mayRun = useMay("task.create");
  const versions = useInfiniteQuery(versionsQuery(definition.id));
  // an older text put into the editor makes a new editor around it
  const [start, setStart] = useState<{ text: string; round: number }>();
  // a task links to the version it ran
  const shown = tab ?? (version !== undefined && version !== definition.version ? "versions" : "text");
  return (
    <Page
      title={definition.name}
      heading={
        <div className="flex min-w-0 flex-wrap items-baseline gap-x-3">
          <h1 dir="auto" className="min-w-0 text-lg font-semibold">
            {definition.name}
          </h1>
          <span className="text-faint">
            {text.definitions.version(definition.version)}
            {definition.parent && ` · ${text.definitions.childOf(definition.parent)}`}
          </span>
        </div>
      }
      actions={
        mayRun && (
          <Link to="/tasks/new" search={{ definition: definition.id }} className={buttonClass()}>
            <Play size={14} aria-hidden />
            {text.definitions.runShort}
          </Link>
        )
      }
    >
      <Tabs
        label={text.definitions.tabs.label}
        value={shown}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        tabs={[
          {
            id: "text",
            label: text.definitions.tabs.text,
            content: (
              <Workbench
                key={start?.round ?? 0}
                definition={definition}
                initial={start?.text}
                tried={tried}
                onSaved={(saved, task) => {
                  // under another name it is another definition
                  if (saved.id !== definition.id)
                    void navigate({
                      to: "/definitions/$id",
                      params: { id: String(saved.id) },
                      search: { tried: task },
                    });
                }}
              />
            ),
          },
          {
            id: "graph",
            label: text.definitions.tabs.graph,
            content: (
              <Suspense fallback={<SkeletonRows />}>
                <DefinitionGraph document={definition.effective as DefinitionDocument} />
              </Suspense>
            ),
          },
          { id: "effective", label: text.definitions.tabs.effective, content: <Effective definition={definition} /> },
          {
            id: "versions",
            label: text.definitions.tabs.versions,
            count: definition.version,
            content: (
              <Versions
                versions={versions}
                current={definition.version}
                chosen={version}
                onUse={(source) => {
                  setStart({ text: source, round: (start?.round ?? 0) + 1 });
                  void navigate({ search: { tab: "text" } });
                }}
              />
            ),
          },
        ]}
      />
    </Page>
  );
}

/** Somebody saved one, here or elsewhere: what is shown of it is read again. */
function useDefinitionChanges(): void {
  const client = useQueryClient();
  useChanges(
    useCallback(
      (changes: Changes) => {
        if (!changes.nouns.has("definition")) return;
        void client.invalidateQueries({ queryKey: ["definition"] });
        void client.invalidateQueries({ queryKey: ["definitions"] });
      },
      [client],
    ),
  );
}
