import type { DryRun } from "@taskwright/api/task.ts";
import { FlaskConical } from "lucide-react";
import { useId, useState } from "react";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";

const APPROVALS = ["assume", "ask"] as const;

/** Beside "Start": the same inputs, and nothing leaves the house. */
export function DryRunButton(props: { busy: boolean; disabled?: boolean; onStart(dryRun: DryRun): void }) {
  const id = useId();
  const [approvals, setApprovals] = useState<DryRun["approvals"]>("assume");
  const words = text.dryRun;
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-2">
        <Button size="lg" disabled={props.disabled} busy={props.busy} onClick={() => props.onStart({ approvals })}>
          <FlaskConical size={14} aria-hidden />
          {words.start}
        </Button>
        <select
          aria-label={words.choose}
          aria-describedby={`${id}-about`}
          className="control w-auto! min-h-9"
          value={approvals}
          onChange={(event) => setApprovals(event.target.value === "ask" ? "ask" : "assume")}
        >
          {APPROVALS.map((value) => (
            <option key={value} value={value}>
              {words.approvals[value]}
            </option>
          ))}
        </select>
      </div>
      <p id={`${id}-about`} className="max-w-md text-xs text-faint">
        {words.about} {words.approvalsText[approvals]}
      </p>
    </div>
  );
}
