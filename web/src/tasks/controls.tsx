import type { Task } from "@taskwright/api/task.ts";
import { Ban, Pause, Play, RotateCcw, SkipForward } from "lucide-react";
import { useState } from "react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { CancelDialog } from "./cancel-dialog.tsx";
import { controlTask, type ControlVerb } from "./queries.ts";
import { SkipDialog } from "./skip-dialog.tsx";
import { useTaskChange } from "./use-task-change.ts";
import { verbsFor } from "./verbs.ts";

const ICONS = { pause: Pause, resume: Play, retry: RotateCcw, cancel: Ban };

/** Buttons that say what they will do and when it takes effect, and then what came of it. */
export function Controls({ task }: { task: Task }) {
  const may = useMay("task.control");
  const [asking, setAsking] = useState<"cancel" | "skip">();
  const change = useTaskChange(task.id, () => setAsking(undefined));
  if (!may) return null;
  const failedAt = task.status === "error" && task.parentTaskId === null ? task.error?.stepPath : undefined;
  const press = (verb: ControlVerb) =>
    verb === "cancel" ? setAsking("cancel") : change.mutate(() => controlTask(task.id, verb));
  return (
    <>
      {verbsFor(task.status, task.reason?.code).map((verb) => {
        const Icon = ICONS[verb];
        const { label, what } = text.task.controls[verb];
        const words = `${what} ${text.task.when(verb, task.status)}`.trim();
        return (
          <Tooltip key={verb} content={words}>
            <Button
              aria-description={words}
              look={verb === "retry" || verb === "resume" ? "plain" : "quiet"}
              disabled={change.isPending}
              onClick={() => press(verb)}
            >
              <Icon size={14} />
              {label}
            </Button>
          </Tooltip>
        );
      })}
      {failedAt !== undefined && (
        <Tooltip content={text.task.controls.skip.what}>
          <Button aria-description={text.task.controls.skip.what} onClick={() => setAsking("skip")}>
            <SkipForward size={14} />
            {text.task.controls.skip.label}
          </Button>
        </Tooltip>
      )}
      {asking === "cancel" && (
        <CancelDialog
          id={task.id}
          busy={change.isPending}
          onClose={() => setAsking(undefined)}
          onCancel={(reason) => change.mutate(() => controlTask(task.id, "cancel", reason))}
        />
      )}
      {asking === "skip" && failedAt !== undefined && (
        <SkipDialog task={task} path={failedAt} label={failedAt} onClose={() => setAsking(undefined)} />
      )}
    </>
  );
}
