import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ListFilter } from "lucide-react";
import { useId, type ReactNode } from "react";
import { agentsQuery } from "../agents/queries.ts";
import { definitionNamesQuery } from "../definitions/queries.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Popover } from "../ui/popover.tsx";
import { KINDS, SORTS, type TaskSearch } from "./search.ts";

/** All that a list can be narrowed and sorted by; each choice takes effect at once. */
export function FilterPanel({ search }: { search: TaskSearch }) {
  return (
    <Popover
      label={text.taskList.filter}
      className="w-84"
      trigger={
        <Button>
          <ListFilter size={14} />
          {text.taskList.filter}
        </Button>
      }
    >
      <Choices search={search} />
    </Popover>
  );
}

function Choices({ search }: { search: TaskSearch }) {
  const navigate = useNavigate({ from: "/tasks" });
  const definitions = useQuery(definitionNamesQuery).data ?? [];
  const agents = (useQuery(agentsQuery).data ?? []).map(({ name }) => name);
  const set = (change: Partial<TaskSearch>) => void navigate({ search: (before) => ({ ...before, ...change }) });
  const { taskList } = text;
  return (
    <div className="flex flex-col gap-3">
      <Choice
        label={taskList.definition}
        value={search.definition}
        options={definitions.map((name) => [name, name])}
        onChange={(definition) => set({ definition })}
      />
      <Choice
        label={taskList.agent}
        value={search.agent}
        options={agents.map((name) => [name, name])}
        onChange={(agent) => set({ agent })}
      />
      <Choice
        label={taskList.kind}
        value={search.kind}
        options={KINDS.map((kind) => [kind, text.tasks.kinds[kind]])}
        onChange={(kind) => set({ kind: kind as TaskSearch["kind"] })}
      />
      <Choice
        label={taskList.waitingFor}
        value={search.waitingFor}
        options={[
          ["me", taskList.me],
          ["people", taskList.people],
        ]}
        onChange={(whom) => set({ waitingFor: whom as TaskSearch["waitingFor"] })}
      />
      <div className="grid grid-cols-2 gap-2">
        <Day label={taskList.from} value={search.from} most={search.to} onChange={(from) => set({ from })} />
        <Day label={taskList.to} value={search.to} least={search.from} onChange={(to) => set({ to })} />
      </div>
      <Choice
        label={taskList.sort}
        value={search.sort}
        any={`${taskList.sorts.createdAt}, ${taskList.newestFirst}`}
        options={SORTS.flatMap((sort) => [`-${sort}`, sort])
          .filter((sort) => sort !== "-createdAt")
          .map((sort) => [sort, sortText(sort)])}
        onChange={(sort) => set({ sort })}
      />
    </div>
  );
}

/** "-duration" reads "Duration, largest first". */
export function sortText(sort: string): string {
  const { sorts, newestFirst, oldestFirst, descending, ascending } = text.taskList;
  const key = SORTS.find((each) => each === sort.replace("-", "")) ?? "createdAt";
  const time = key === "createdAt" || key === "statusSince";
  const order = sort.startsWith("-") ? (time ? newestFirst : descending) : time ? oldestFirst : ascending;
  return `${sorts[key]}, ${order}`;
}

function Labelled({ label, children }: { label: string; children(id: string): ReactNode }) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-xs text-soft">
        {label}
      </label>
      {children(id)}
    </div>
  );
}

function Choice(props: {
  label: string;
  value: string | undefined;
  any?: string;
  options: (readonly [value: string, label: string])[];
  onChange(value: string | undefined): void;
}) {
  const { value } = props;
  return (
    <Labelled label={props.label}>
      {(id) => (
        <select
          id={id}
          className="control"
          value={value ?? ""}
          onChange={(event) => props.onChange(event.target.value || undefined)}
        >
          <option value="">{props.any ?? text.taskList.any}</option>
          {value !== undefined && !props.options.some(([known]) => known === value) && (
            <option value={value}>{value}</option>
          )}
          {props.options.map(([each, label]) => (
            <option key={each} value={each}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

function Day(props: {
  label: string;
  value: string | undefined;
  least?: string;
  most?: string;
  onChange(day: string | undefined): void;
}) {
  return (
    <Labelled label={props.label}>
      {(id) => (
        <input
          id={id}
          type="date"
          className="control"
          value={props.value ?? ""}
          min={props.least}
          max={props.most}
          onChange={(event) => props.onChange(event.target.value || undefined)}
        />
      )}
    </Labelled>
  );
}
