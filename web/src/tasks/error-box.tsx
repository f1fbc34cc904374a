import type { TaskError } from "@taskwright/api/task.ts";
import { CircleAlert } from "lucide-react";
import { text } from "../text.ts";
import { JsonView } from "../ui/json-view.tsx";

/** What went wrong, where, and what to do next. */
export function ErrorBox({ error, ended }: { error: TaskError; ended: boolean }) {
  return (
    <section aria-label={text.tasks.error} className="flex gap-3 border-b border-bad-line bg-bad-wash px-4 py-3">
      <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-bad" />
      <div className="min-w-0 flex-1">
        <p className="font-medium whitespace-pre-wrap text-bad">{error.message}</p>
        <p className="text-soft">
          {error.code}
          {error.stepPath && <> {text.tasks.atStep(error.stepPath)}</>}
          {ended && <> · {error.retryable ? text.tasks.errorRetryable : text.tasks.errorFinal}</>}
        </p>
        {error.details !== undefined && error.details !== null && (
          <details className="mt-2">
            <summary className="text-soft">{text.steps.details}</summary>
            <div className="mt-2">
              <JsonView value={error.details} label={text.steps.details} />
            </div>
          </details>
        )}
      </div>
    </section>
  );
}
