import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { text } from "../text.ts";
import { Page } from "../ui/page.tsx";
import { Failed, SkeletonRows } from "../ui/states.tsx";
import { definitionsQuery, examplesQuery } from "./queries.ts";
import { Workbench } from "./workbench.tsx";
import { applyEdit } from "./yaml/edit.ts";

export function NewDefinitionPage() {
  const navigate = useNavigate();
  const { example } = useSearch({ from: "/shell/definitions/new" });
  const examples = useQuery({ ...examplesQuery, enabled: example !== undefined });
  const names = useQuery({ ...definitionsQuery(), enabled: example !== undefined });
  const onSaved = (saved: { id: number }, task?: number) =>
    void navigate({
      to: "/definitions/$id",
      params: { id: String(saved.id) },
      search: { tried: task },
      replace: true,
    });
  if (example === undefined)
    return (
      <Page title={text.definitions.new}>
        <Workbench key="blank" onSaved={onSaved} />
      </Page>
    );
  if (examples.isError) return <Failed error={examples.error} onRetry={() => void examples.refetch()} />;
  if (examples.isPending || names.isPending) return <SkeletonRows rows={12} />;
  const found = examples.data.find(({ name }) => name === example);
  const taken = new Set(names.data?.map(({ name }) => name));
  return (
    <Page title={text.definitions.new}>
      <Workbench key={example} initial={found && named(found.source, example, taken)} onSaved={onSaved} />
    </Page>
  );
}

/** The example itself may be in the workspace already; a copy of it is called otherwise. */
function named(source: string, name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return source;
  let free = text.definitions.examples.copy(name);
  for (let count = 2; taken.has(free); count++) free = `${text.definitions.examples.copy(name)} ${count}`;
  return applyEdit(source, { kind: "set", path: ["name"], value: free })?.text ?? source;
}
