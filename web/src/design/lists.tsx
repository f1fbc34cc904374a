import type { Step } from "@taskwright/api/step.ts";
import { useState } from "react";
import { nestSteps } from "../tasks/nest.ts";
import { StatusBadge } from "../tasks/status.tsx";
import { Timeline } from "../tasks/timeline.tsx";
import { RecordsTable } from "../ui/records-table.tsx";
import type { Column } from "../ui/table/columns.ts";
import { Grid } from "../ui/table/grid.tsx";
import { Sample } from "./sample.tsx";

interface Row {
  id: number;
  title: string;
  status: "waiting" | "complete" | "error";
}

const ROWS = Array.from({ length: 1_000 }, (_, place): Row => ({
  id: place + 1,
  title: `Pay ${place + 1} to Ada`,
  status: (["waiting", "complete", "error"] as const)[place % 3]!,
}));
const COLUMNS: Column<Row>[] = [
  { id: "title", label: "Task", width: "minmax(8rem,2fr)", cell: ({ title }) => title, sort: "createdAt" },
  {
    id: "status",
    label: "Status",
    width: "minmax(6rem,1fr)",
    cell: ({ status }) => <StatusBadge status={status} reason={null} />,
  },
  { id: "id", label: "Number", width: "4rem", align: "right", cell: ({ id }) => id },
];
const RECORDS = {
  columns: ["line", "text", "net"],
  rows: [
    { line: 1, text: "Paper", net: 12 },
    { line: 2, text: "Toner", net: 80.5 },
  ],
};

const AT = Date.parse("2026-11-23T09:00:00Z");
const STEPS: Step[] = [
  step(1, "read", { title: "Read the invoice", endedAt: after(4) }),
  step(2, "each", { kind: "each", status: "error", rounds: 2, startedAt: after(4), endedAt: after(12) }),
  step(3, "each[0].book", { title: "Book line 1", startedAt: after(4), endedAt: after(9) }),
  step(4, "each[1].book", {
    title: "Book line 2",
    status: "error",
    error: { code: "http_503", message: "The ledger answered 503." },
    startedAt: after(9),
    endedAt: after(12),
  }),
  step(5, "ask", { kind: "ask", title: "Pay it?", startedAt: after(12), endedAt: after(20) }),
];

/** What is long: a table of which only what is in view is drawn, records, and a task's steps in time. */
export function Lists() {
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set([2]));
  const [chosen, setChosen] = useState("ask");
  return (
    <>
      <Sample name="Grid">
        <div className="flex h-56 w-full min-w-0 rounded-md border border-line">
          <Grid
            label="Sample rows"
            count={ROWS.length}
            rowAt={(index) => ROWS[index]}
            columns={COLUMNS}
            rowHeight={40}
            onRange={ignore}
            onOpen={ignore}
            rowLabel={({ title }) => title}
            sort="-createdAt"
            onSort={ignore}
            selected={selected}
            selectHead={<input type="checkbox" aria-label="All sample rows" checked={false} onChange={ignore} />}
            onSelect={(index) => setSelected(new Set([...selected, ROWS[index]!.id]))}
          />
        </div>
      </Sample>
      <Sample name="RecordsTable">
        <RecordsTable {...RECORDS} label="Sample records" />
      </Sample>
      <Sample name="Timeline">
        <div className="flex h-64 w-full min-w-0 rounded-md border border-line">
          <Timeline tree={TREE} chosen={chosen} onChoose={setChosen} />
        </div>
      </Sample>
    </>
  );
}

const TREE = nestSteps(STEPS);

function step(seq: number, path: string, more: Partial<Step>): Step {
  return {
    path,
    seq,
    attempt: 1,
    kind: "use",
    title: null,
    tool: null,
    effect: null,
    status: "complete",
    input: null,
    output: null,
    error: null,
    wait: null,
    untrusted: false,
    rule: null,
    rehearsed: null,
    usage: null,
    startedAt: after(0),
    endedAt: null,
    durationMs: null,
    rounds: null,
    omitted: [],
    ...more,
  };
}

function after(seconds: number): string {
  return new Date(AT + seconds * 1_000).toISOString();
}

function ignore(): void {}
