import type { DefinitionSummary } from "@taskwright/api/definition.ts";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { FileText } from "lucide-react";
import { useState } from "react";
import { definitionQuery, definitionsQuery } from "../definitions/queries.ts";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { Empty, Failed, SkeletonRows } from "../ui/states.tsx";
import { RunForm } from "./run-form.tsx";
import { focusOnArrival } from "../ui/focus.ts";

/** Choose what should be done, fill in what it needs, go. */
export function NewTaskPage() {
  const { definition } = useSearch({ from: "/shell/tasks/new" });
  return (
    <Page title={text.newTask.title}>
      {definition === undefined ? <Choose /> : <Fill key={definition} id={definition} />}
    </Page>
  );
}

function Choose() {
  const definitions = useQuery(definitionsQuery());
  const [typed, setTyped] = useState("");
  if (definitions.isPending) return <SkeletonRows />;
  if (definitions.isError) return <Failed error={definitions.error} onRetry={() => void definitions.refetch()} />;
  if (definitions.data.length === 0) {
    return (
      <Empty icon={<FileText size={24} />} title={text.newTask.emptyTitle}>
        <p>{text.newTask.empty}</p>
        <Link to="/definitions/new" className={buttonClass("plain")}>
          {text.definitions.new}
        </Link>
      </Empty>
    );
  }
  const wanted = typed.trim().toLowerCase();
  const found = definitions.data.filter((one) =>
    `${one.name} ${one.category ?? ""} ${one.description ?? ""}`.toLowerCase().includes(wanted),
  );
  return (
    <div className="mx-auto flex w-full max-w-2xl flex-col gap-3 p-4 sm:p-6">
      <label className="flex flex-col gap-2">
        <span className="text-base font-medium">{text.newTask.choose}</span>
        <input
          type="search"
          ref={focusOnArrival}
          className="control"
          placeholder={text.newTask.find}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <ul className="flex flex-col overflow-hidden rounded-lg border border-line">
        {found.map((one) => (
          <Choice key={one.id} definition={one} />
        ))}
        {found.length === 0 && (
          <li className="px-4 py-6 text-center text-soft">{text.definitions.emptyFilteredTitle}</li>
        )}
      </ul>
    </div>
  );
}

function Choice({ definition }: { definition: DefinitionSummary }) {
  return (
    <li className="border-b border-line last:border-0">
      <Link
        to="/tasks/new"
        search={{ definition: definition.id }}
        className="flex flex-col gap-0.5 px-4 py-2.5 -outline-offset-2 hover:bg-raised"
      >
        <span className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{definition.name}</span>
          {definition.category && <span className="text-xs text-faint">{definition.category}</span>}
        </span>
        {definition.description && <span className="line-clamp-2 text-soft">{definition.description}</span>}
      </Link>
    </li>
  );
}

function Fill({ id }: { id: number }) {
  const definition = useQuery(definitionQuery(id));
  if (definition.isPending) return <SkeletonRows />;
  if (definition.isError) return <Failed error={definition.error} onRetry={() => void definition.refetch()} />;
  return (
    <div className="mx-auto flex w-full max-w-2xl flex-col gap-5 p-4 sm:p-6">
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <h2 className="text-xl font-semibold">{definition.data.name}</h2>
          {definition.data.description && <p className="text-soft">{definition.data.description}</p>}
        </div>
        <Link to="/tasks/new" className={buttonClass("bare")}>
          {text.newTask.another}
        </Link>
      </div>
      <RunForm definition={definition.data.name} inputsSchema={definition.data.inputsSchema} extras />
    </div>
  );
}
