import type { App } from "@taskwright/api/app.ts";
import type { ToolInfo } from "@taskwright/api/definition.ts";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, type ReactNode } from "react";
import { toolsQuery } from "../definitions/queries.ts";
import { useNounChanges } from "../live/use-noun-changes.ts";
import { text } from "../text.ts";
import { Count } from "../ui/badge.tsx";
import { clsx } from "../ui/clsx.ts";
import { Failed, SkeletonRows } from "../ui/states.tsx";
import { useWide } from "../ui/use-wide.ts";
import { AppHead } from "./app-head.tsx";
import { appsQuery } from "./queries.ts";
import { Tools } from "./tools.tsx";

/** The apps at the left, the tools of the chosen one at the right. */
export function Apps({ onImport }: { onImport(): void }) {
  const { app: chosen } = useSearch({ from: "/shell/apps" });
  const apps = useQuery(appsQuery);
  const tools = useQuery(toolsQuery);
  const wide = useWide(900);
  useNounChanges("app", appsQuery.queryKey, toolsQuery.queryKey);
  const ofApp = useMemo(() => Map.groupBy(tools.data ?? [], (tool) => tool.app), [tools.data]);
  const error = apps.error ?? tools.error;
  if (error)
    return (
      <Failed
        error={error}
        onRetry={() => {
          void apps.refetch();
          void tools.refetch();
        }}
      />
    );
  if (!apps.data || !tools.data) return <SkeletonRows rows={12} />;
  const app = apps.data.find((one) => one.name === chosen);
  const known = chosen !== undefined && (app !== undefined || ofApp.has(chosen));
  const groups = { apps: apps.data, ofApp, all: tools.data };
  return (
    <div className="flex h-full min-h-0 max-[899px]:flex-col">
      {wide ? <List {...groups} chosen={chosen} onImport={onImport} /> : <Choice {...groups} chosen={chosen} />}
      <section aria-label={chosen ?? text.apps.all} className="flex min-h-0 min-w-0 flex-1 flex-col">
        {app && <AppHead key={app.id} app={app} />}
        <Tools
          key={chosen ?? ""}
          tools={known ? (ofApp.get(chosen) ?? []) : tools.data}
          app={app}
          apps={apps.data}
          about={known && !app ? (text.apps.builtInText[chosen] ?? chosen) : undefined}
        />
      </section>
    </div>
  );
}

interface Groups {
  apps: App[];
  ofApp: Map<string, ToolInfo[]>;
  all: ToolInfo[];
  chosen: string | undefined;
}

function List({ apps, ofApp, all, chosen, onImport }: Groups & { onImport(): void }) {
  return (
    <nav aria-label={text.apps.list} className="w-60 shrink-0 overflow-y-auto border-r border-line p-2">
      <AppLink chosen={chosen === undefined} tools={all.length}>
        {text.apps.all}
      </AppLink>
      <h2 className="px-2 pt-3 pb-1 text-xs text-faint">{text.apps.imported}</h2>
      {apps.length === 0 && (
        <button type="button" onClick={onImport} className="px-2 py-1 text-left text-soft hover:text-ink">
          {text.apps.importedEmpty}
        </button>
      )}
      {apps.map((app) => (
        <AppLink
          key={app.id}
          name={app.name}
          chosen={chosen === app.name}
          tools={app.tools}
          unconfirmed={app.tools - app.confirmed}
        >
          {app.name}
        </AppLink>
      ))}
      <h2 className="px-2 pt-3 pb-1 text-xs text-faint">{text.apps.builtIn}</h2>
      {builtIn(apps, ofApp).map(([name, tools]) => (
        <AppLink key={name} name={name} chosen={chosen === name} tools={tools.length}>
          {name}
        </AppLink>
      ))}
    </nav>
  );
}

function AppLink(props: { name?: string; chosen: boolean; tools: number; unconfirmed?: number; children: ReactNode }) {
  return (
    <Link
      to="/apps"
      search={{ app: props.name }}
      replace
      aria-current={props.chosen ? "true" : undefined}
      className={clsx(
        "flex min-h-8 items-center gap-2 rounded-md px-2",
        props.chosen ? "bg-raised font-medium" : "text-soft hover:bg-raised hover:text-ink",
      )}
    >
      <span className="min-w-0 flex-1 truncate">{props.children}</span>
      {props.unconfirmed ? (
        <span title={text.apps.toConfirm(props.unconfirmed)}>
          <Count count={props.unconfirmed} tone="human" />
          <span className="sr-only">{text.apps.toConfirm(props.unconfirmed)}</span>
        </span>
      ) : (
        <span className="text-xs text-faint">{props.tools}</span>
      )}
    </Link>
  );
}

/** On a phone: one line to choose by. */
function Choice({ apps, ofApp, all, chosen }: Groups) {
  const navigate = useNavigate({ from: "/apps" });
  return (
    <div className="border-b border-line p-3">
      <select
        aria-label={text.apps.list}
        className="control"
        value={chosen ?? ""}
        onChange={(event) => void navigate({ search: { app: event.target.value || undefined }, replace: true })}
      >
        <option value="">
          {text.apps.all} ({all.length})
        </option>
        {apps.length > 0 && (
          <optgroup label={text.apps.imported}>
            {apps.map((app) => (
              <option key={app.id}>{app.name}</option>
            ))}
          </optgroup>
        )}
        <optgroup label={text.apps.builtIn}>
          {builtIn(apps, ofApp).map(([name]) => (
            <option key={name}>{name}</option>
          ))}
        </optgroup>
      </select>
    </div>
  );
}

function builtIn(apps: App[], ofApp: Map<string, ToolInfo[]>): [string, ToolInfo[]][] {
  const imported = new Set(apps.map(({ name }) => name));
  return [...ofApp].filter(([name]) => !imported.has(name)).toSorted(([one], [other]) => one.localeCompare(other));
}
