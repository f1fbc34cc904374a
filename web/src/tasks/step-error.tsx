import type { TaskError } from "@taskwright/api/task.ts";
import { CircleAlert } from "lucide-react";
import { text } from "../text.ts";
import { inWords } from "../text/sentences.ts";
import { DataView } from "../ui/data-view.tsx";
import { JsonView } from "../ui/json-view.tsx";

/** What went wrong in a step, in full; one that the definition dealt with is told more quietly. */
export function StepError({ error }: { error: TaskError }) {
  const quiet = error.handled === true;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div
        className={
          quiet
            ? "flex gap-2 rounded-md border border-line bg-raised p-3"
            : "flex gap-2 rounded-md border border-bad-line bg-bad-wash p-3"
        }
      >
        <CircleAlert
          size={16}
          aria-hidden
          className={quiet ? "mt-0.5 shrink-0 text-soft" : "mt-0.5 shrink-0 text-bad"}
        />
        <div className="min-w-0">
          <p dir="auto" className={quiet ? "whitespace-pre-wrap" : "font-medium whitespace-pre-wrap text-bad"}>
            {inWords(error.sentence, error.message)}
          </p>
          <p className="text-xs text-soft">
            {error.code}
            {quiet && ` · ${text.steps.handled}`}
          </p>
        </div>
      </div>
      {error.details !== undefined && error.details !== null && (
        <details>
          <summary className="text-soft">{text.steps.details}</summary>
          <div className="mt-2">
            {typeof error.details === "string" ? (
              <DataView value={error.details} label={text.steps.error} />
            ) : (
              <JsonView value={error.details} label={text.steps.error} />
            )}
          </div>
        </details>
      )}
    </div>
  );
}
