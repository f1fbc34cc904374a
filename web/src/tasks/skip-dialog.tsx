import type { Task } from "@taskwright/api/task.ts";
import { useId, useState } from "react";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { skipStep } from "./queries.ts";
import { useTaskChange } from "./use-task-change.ts";

/** What is given up, what later steps find in its place, and why. */
export function SkipDialog({
  task,
  path,
  label,
  onClose,
}: {
  task: Pick<Task, "id">;
  path: string;
  label: string;
  onClose(): void;
}) {
  const [output, setOutput] = useState("");
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string>();
  const change = useTaskChange(task.id, onClose);
  const id = useId();
  const submit = () => {
    const read = readOutput(output);
    if ("problem" in read) return setProblem(text.task.skipNoJson(read.problem));
    setProblem(undefined);
    change.mutate(() => skipStep(task.id, { path, output: read.value, reason: reason.trim() || undefined }));
  };
  return (
    <Dialog title={text.task.skipTitle(label)} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <p className="text-soft">{text.task.controls.skip.what}</p>
        <div className="flex flex-col gap-1">
          <label htmlFor={`${id}why`}>{text.task.why}</label>
          <input
            id={`${id}why`}
            className="control"
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        <div className="flex flex-col gap-1">
          <label htmlFor={`${id}output`}>{text.task.skipOutput}</label>
          <textarea
            id={`${id}output`}
            className="control font-mono text-xs"
            rows={4}
            spellCheck={false}
            placeholder="null"
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}help`}
            value={output}
            onChange={(event) => setOutput(event.target.value)}
          />
          <p id={`${id}help`} className={problem ? "text-bad" : "text-xs text-faint"} role={problem && "alert"}>
            {problem ?? text.task.skipOutputHelp}
          </p>
        </div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.actions.cancel}</Button>
          <Button type="submit" look="plain" busy={change.isPending}>
            {text.task.skipConfirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function readOutput(words: string): { value: unknown } | { problem: string } {
  if (words.trim() === "") return { value: undefined };
  try {
    return { value: JSON.parse(words) as unknown };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
