import type { App } from "@taskwright/api/app.ts";
import { Link } from "@tanstack/react-router";
import { CircleAlert, RefreshCw, Trash2 } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/states.tsx";
import { RefreshDialog } from "./refresh-dialog.tsx";
import { RemoveAppDialog } from "./remove-dialog.tsx";

/** Where an imported app comes from, how it signs in, and what can be done with it. */
export function AppHead({ app }: { app: App }) {
  const mayWrite = useMay("app.write");
  const mayConnect = useMay("connection.write");
  const [asking, setAsking] = useState<"refresh" | "remove">();
  const words = text.apps;
  const { url, command, args = [] } = app.source;
  return (
    <header className="flex flex-col gap-3 border-b border-line px-4 py-3">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 dir="auto" className="text-base font-semibold">
            {app.title}
          </h2>
          {app.description && (
            <p dir="auto" className="line-clamp-2 max-w-3xl text-soft" title={app.description}>
              {app.description}
            </p>
          )}
        </div>
        {mayWrite && (
          <div className="flex gap-2">
            <Button onClick={() => setAsking("refresh")}>
              <RefreshCw size={14} aria-hidden />
              {words.refresh}
            </Button>
            <Button look="danger" onClick={() => setAsking("remove")}>
              <Trash2 size={14} aria-hidden />
              {words.remove}
            </Button>
          </div>
        )}
      </div>
      {app.status === "unreachable" && (
        <Notice tone="bad">
          <span className="flex items-center gap-2">
            <CircleAlert size={14} aria-hidden className="shrink-0" />
            {app.statusText ?? words.status.unreachable}
          </span>
        </Notice>
      )}
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        <Fact label={words.from}>
          {words.kinds[app.kind]}
          <span className="text-faint">, {url ?? (command ? [command, ...args].join(" ") : words.pasted)}</span>
        </Fact>
        {app.server && app.server !== url && <Fact label={words.server}>{app.server}</Fact>}
        <Fact label={words.read}>
          <Moment at={app.refreshedAt} />
        </Fact>
        <Fact label={words.broughtBy}>{app.createdBy.name}</Fact>
        <Fact label={words.signIn}>
          {app.signIn.length === 0
            ? words.noSignIn
            : app.signIn.map(({ method }) => text.connections.methods[method]).join(", ")}
          {mayConnect && app.signIn.length > 0 && (
            <Link
              to="/apps"
              search={{ tab: "connections", app: app.name }}
              className="ml-2 underline decoration-line underline-offset-2 hover:decoration-current"
            >
              {words.addConnection}
            </Link>
          )}
        </Fact>
      </dl>
      {asking === "refresh" && <RefreshDialog app={app} onClose={() => setAsking(undefined)} />}
      {asking === "remove" && <RemoveAppDialog app={app} onClose={() => setAsking(undefined)} />}
    </header>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-faint">{label}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}
