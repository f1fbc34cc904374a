import type { Task } from "@taskwright/api/task.ts";
import { Link } from "@tanstack/react-router";
import { CircleAlert } from "lucide-react";
import { text } from "../text.ts";
import { inWords } from "../text/sentences.ts";
import { DataView } from "../ui/data-view.tsx";

const LINK = "underline decoration-bad-line underline-offset-2 hover:decoration-current";

/** What went wrong, where, and what to do next. */
export function ErrorBox({ task }: { task: Task }) {
  const { error } = task;
  if (!error) return null;
  const part = task.status === "error" && task.parentTaskId !== null;
  return (
    <section aria-label={text.task.error} className="flex gap-3 border-b border-bad-line bg-bad-wash px-4 py-3">
      <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-bad" />
      <div className="min-w-0 flex-1">
        <p dir="auto" className="line-clamp-6 font-medium whitespace-pre-wrap text-bad">
          {inWords(error.sentence, error.message)}
        </p>
        <p className="text-soft">
          {error.code}
          {error.stepPath !== undefined && (
            <>
              {" "}
              <Link to="/tasks/$id" params={{ id: String(task.id) }} search={{ step: error.stepPath }} className={LINK}>
                {text.tasks.atStep(error.stepPath)}
              </Link>
            </>
          )}
        </p>
        {task.status === "error" && (
          <p className="mt-1">
            {part
              ? text.task.nextInParent(task.parentTaskId!)
              : error.retryable
                ? text.task.nextRetryable
                : text.task.nextFinal}{" "}
            <Link
              to="/definitions/$id"
              params={{ id: String(task.definition.id) }}
              search={{ version: task.definition.version }}
              className={LINK}
            >
              {text.task.openDefinition}
            </Link>
          </p>
        )}
        {error.details !== undefined && error.details !== null && (
          <details className="mt-2">
            <summary className="text-soft">{text.steps.details}</summary>
            <div className="mt-2">
              <DataView value={error.details} label={text.steps.details} />
            </div>
          </details>
        )}
      </div>
    </section>
  );
}
