import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { FileText, Plus, Search } from "lucide-react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { Empty, Failed, SkeletonRows } from "../ui/states.tsx";
import { Card } from "./card.tsx";
import { Examples } from "./examples.tsx";
import { definitionsQuery, usageQuery } from "./queries.ts";

export function DefinitionListPage() {
  const { q = "" } = useSearch({ from: "/shell/definitions" });
  const navigate = useNavigate({ from: "/definitions" });
  const mayWrite = useMay("definition.write");
  const definitions = useQuery(definitionsQuery());
  const usage = useQuery(usageQuery).data;
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
              className="control w-56 pl-7"
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
          {[...groups]
            .toSorted(([a], [b]) => a.localeCompare(b))
            .map(([category, members]) => (
              <section key={category} aria-label={category}>
                <h2 className="mb-2 text-xs font-medium text-faint">{category}</h2>
                <ul className="grid gap-3 [grid-template-columns:repeat(auto-fill,minmax(min(20rem,100%),1fr))]">
                  {members.map((one) => (
                    <Card key={one.id} definition={one} usage={usage?.get(one.id)} />
                  ))}
                </ul>
              </section>
            ))}
          {mayWrite && q === "" && <Examples />}
        </div>
      )}
    </Page>
  );
}
