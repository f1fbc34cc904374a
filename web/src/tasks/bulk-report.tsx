import { Link } from "@tanstack/react-router";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/states.tsx";
import type { BulkResult } from "./bulk.ts";

/** What was done and, one by one, what was not and why. */
export function BulkReport({
  verb,
  result,
  onClose,
}: {
  verb: keyof typeof text.taskList.bulk;
  result: BulkResult;
  onClose(): void;
}) {
  return (
    <Dialog title={text.taskList.bulk[verb].done(result.done)} onClose={onClose} wide>
      <div className="flex flex-col gap-3">
        {result.left > 0 && <Notice>{text.taskList.leftOver(result.left)}</Notice>}
        {result.refused.length > 0 && (
          <>
            <h3 className="font-medium text-bad">{text.taskList.notDone(result.refused.length)}</h3>
            <ul className="flex max-h-[50dvh] flex-col overflow-y-auto rounded-md border border-line">
              {result.refused.map(({ task, why }) => (
                <li key={task.id} className="flex flex-col gap-0.5 border-b border-line px-3 py-2 last:border-0">
                  <Link to="/tasks/$id" params={{ id: String(task.id) }} className="font-medium underline">
                    #{task.id} {task.title}
                  </Link>
                  <span className="text-soft">{why}</span>
                </li>
              ))}
            </ul>
          </>
        )}
        <div className="flex justify-end">
          <Button look="plain" onClick={onClose}>
            {result.refused.length > 0 ? text.taskList.keepRefused : text.actions.close}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
