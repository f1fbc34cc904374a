import type { Task, TaskChange, TaskStatus } from "@taskwright/api/task.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban, Pause, Play, RotateCcw } from "lucide-react";
import { useId, useState } from "react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { toast, toastProblem } from "../ui/toast.tsx";
import { controlTask, taskQuery, type ControlVerb } from "./queries.ts";

const ICONS = { pause: Pause, resume: Play, retry: RotateCcw, cancel: Ban };

/** Which verbs make sense now. A verb already asked for is not offered again. */
export function verbsFor(status: TaskStatus, reasonCode: string | undefined): ControlVerb[] {
  if (reasonCode === "cancelling") return [];
  switch (status) {
    case "running":
      return reasonCode === "pausing" ? ["resume", "cancel"] : ["pause", "cancel"];
    case "scheduled":
    case "queued":
    case "waiting":
      return ["pause", "cancel"];
    case "paused":
      return ["resume", "cancel"];
    case "error":
      return ["retry"];
    default:
      return [];
  }
}

/** Buttons that say what they will do, and then what came of it. */
export function Controls({ task }: { task: Task }) {
  const may = useMay("task.control");
  const client = useQueryClient();
  const [confirming, setConfirming] = useState(false);
  const control = useMutation({
    mutationFn: ({ verb, reason }: { verb: ControlVerb; reason?: string }) => controlTask(task.id, verb, reason),
    onSuccess(change: TaskChange) {
      client.setQueryData(taskQuery(task.id).queryKey, change.task);
      toast(change.message);
    },
    onError: toastProblem,
    onSettled: () => {
      setConfirming(false);
      void client.invalidateQueries({ queryKey: ["task", task.id] });
    },
  });
  if (!may) return null;
  return (
    <>
      {verbsFor(task.status, task.reason?.code).map((verb) => {
        const Icon = ICONS[verb];
        return (
          <Button
            key={verb}
            title={text.tasks.controls[verb].what}
            aria-description={text.tasks.controls[verb].what}
            look={verb === "retry" || verb === "resume" ? "plain" : "quiet"}
            disabled={control.isPending}
            onClick={() => (verb === "cancel" ? setConfirming(true) : control.mutate({ verb }))}
          >
            <Icon size={14} />
            {text.tasks.controls[verb].label}
          </Button>
        );
      })}
      {confirming && (
        <CancelDialog
          id={task.id}
          busy={control.isPending}
          onClose={() => setConfirming(false)}
          onCancel={(reason) => control.mutate({ verb: "cancel", reason })}
        />
      )}
    </>
  );
}

function CancelDialog({
  id,
  busy,
  onClose,
  onCancel,
}: {
  id: number;
  busy: boolean;
  onClose(): void;
  onCancel(reason: string): void;
}) {
  const [reason, setReason] = useState("");
  const field = useId();
  return (
    <Dialog title={text.tasks.cancelTitle(id)} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onCancel(reason.trim());
        }}
      >
        <p className="text-soft">{text.tasks.controls.cancel.what}</p>
        <div className="flex flex-col gap-1">
          <label htmlFor={field}>{text.tasks.cancelReason}</label>
          <input
            id={field}
            className="control"
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.tasks.cancelKeep}</Button>
          <Button type="submit" look="danger" busy={busy}>
            {text.tasks.cancelConfirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
