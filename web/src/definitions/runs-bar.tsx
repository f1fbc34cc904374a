import type { DefinitionUsage } from "@taskwright/api/definition.ts";
import { duration } from "../format/duration.ts";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";

type Run = DefinitionUsage["latest"][number];

/** Amber is for what waits for a person, as everywhere. */
export function colourOf({ status, forPerson }: Pick<Run, "status" | "forPerson">): string {
  if (forPerson) return "bg-human";
  if (status === "complete") return "bg-good";
  if (status === "error") return "bg-bad";
  return status === "running" ? "bg-busy" : "bg-control";
}

/** The latest tasks, oldest first, as high as they took long; colour says how they went, and so do their titles. */
export function RunsBar({ latest }: { latest: DefinitionUsage["latest"] }) {
  const longest = Math.max(1, ...latest.map(({ runningMs }) => runningMs));
  return (
    <ol aria-label={text.definitions.usage.latest} className="flex h-6 items-end gap-0.5">
      {latest.toReversed().map((run) => {
        const { taskId, status, runningMs } = run;
        const said = text.definitions.usage.task(taskId, text.tasks.statuses[status]);
        return (
          <li
            key={taskId}
            title={`${said}, ${duration(runningMs)}`}
            style={{ "--share": `${25 + (75 * Math.sqrt(runningMs)) / Math.sqrt(longest)}%` } as React.CSSProperties}
            className={clsx("h-(--share) w-1.5 rounded-[2px]", colourOf(run))}
          >
            <span className="sr-only">{said}</span>
          </li>
        );
      })}
    </ol>
  );
}
