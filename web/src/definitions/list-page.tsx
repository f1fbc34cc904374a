import type { DefinitionSummary } from "@taskwright/api/definition.ts";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { FileText, Play, Plus, Search } from "lucide-react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { Moment } from "../ui/moment.tsx";
import { Page } from "../ui/page.tsx";
import { Empty, Failed, SkeletonRows } from "../ui/states.tsx";
import { definitionsQuery } from "./queries.ts";

export function DefinitionListPage() {
  const { q = "" } = useSearch({ from: "/shell/definitions" });
  const navigate = useNavigate({ from: "/definitions" });
  const mayWrite = useMay("definition.write");
  const definitions = useQuery(definitionsQuery());
  const all = definitions.data ?? [];
  const wanted = q.trim().toLowerCase();
  const found = all.filter((one) =>
    `${one.name} ${one.category ?? ""} ${one.description ?? ""}`.toLowerCase().includes(wanted),
  );
  const groups = Map.groupBy(found, (one) => one.category ?? text.definitions.uncategorised);
  return (
    <Page
      title={text.definitions.title}
      actions={
        <>
          <div className="relative">
            <Search size={14} aria-hidden className="absolute top-2.25 left-2 text-faint" />
            <input
              type="search"
              aria-label={text.definitions.search}
              placeholder={text.definitions.search}
              className="control w-48 pl-7"
              value={q}
              onChange={(event) => void navigate({ search: { q: event.target.value || undefined }, replace: true })}
            />
          </div>
          {mayWrite && (
            <Link to="/definitions/new" className={buttonClass("plain")}>
              <Plus size={14} aria-hidden />
              {text.definitions.new}
            </Link>
          )}
        </>
      }
    >
      {definitions.isPending ? (
        <SkeletonRows />
      ) : definitions.isError ? (
        <Failed error={definitions.error} onRetry={() => void definitions.refetch()} />
      ) : found.length === 0 ? (
        <Empty
          icon={<FileText size={24} />}
          title={all.length === 0 ? text.definitions.emptyTitle : text.definitions.emptyFilteredTitle}
        >
          {all.length === 0 && <p>{text.definitions.empty}</p>}
          {all.length === 0 && mayWrite && (
            <Link to="/definitions/new" className={buttonClass("plain")}>
              {text.definitions.new}
            </Link>
          )}
        </Empty>
      ) : (
        <div className="flex flex-col gap-6 p-4">
          {[...groups].map(([category, members]) => (
            <section key={category} aria-label={category}>
              <h2 className="mb-2 text-xs font-medium text-faint">{category}</h2>
              <ul className="grid gap-3 [grid-template-columns:repeat(auto-fill,minmax(min(20rem,100%),1fr))]">
                {members.map((one) => (
                  <Card key={one.id} definition={one} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </Page>
  );
}

function Card({ definition }: { definition: DefinitionSummary }) {
  const mayRun = useMay("task.create");
  return (
    <li className="relative flex flex-col gap-1 rounded-lg border border-line p-4 hover:border-control">
      <Link
        to="/definitions/$id"
        params={{ id: String(definition.id) }}
        className="pr-16 text-base font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-lg focus-visible:after:outline-2 focus-visible:after:outline-focus"
      >
        {definition.name}
      </Link>
      {definition.description && <p className="mt-1 line-clamp-2 text-soft">{definition.description}</p>}
      <p className="mt-auto pt-2 text-xs text-faint">
        {definition.agent && `${definition.agent} · `}
        {text.definitions.stepCount(definition.steps)} · {text.definitions.version(definition.version)} ·{" "}
        <Moment at={definition.updatedAt} />
      </p>
      {mayRun && (
        <Link
          to="/tasks/new"
          search={{ definition: definition.id }}
          className={clsx(buttonClass(), "absolute top-2.5 right-2.5 z-[1] min-h-7! px-2!")}
          aria-label={text.definitions.runNamed(definition.name)}
        >
          <Play size={12} aria-hidden />
          {text.definitions.runShort}
        </Link>
      )}
    </li>
  );
}
