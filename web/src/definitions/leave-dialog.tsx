import { useBlocker } from "@tanstack/react-router";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

/** Going elsewhere with changes that are not saved asks first. A reload needs no question: the draft is kept. */
export function LeaveDialog({ dirty, onDiscard }: { dirty(): boolean; onDiscard(): void }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty() && current.pathname !== next.pathname,
    enableBeforeUnload: false,
    withResolver: true,
  });
  if (blocker.status !== "blocked") return null;
  return (
    <Dialog title={text.definitions.leave.title} onClose={blocker.reset}>
      <p className="text-soft">{text.definitions.leave.text}</p>
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <Button
          look="danger"
          onClick={() => {
            onDiscard();
            blocker.proceed();
          }}
        >
          {text.definitions.leave.discard}
        </Button>
        <Button onClick={blocker.proceed}>{text.definitions.leave.keep}</Button>
        <Button look="plain" onClick={blocker.reset}>
          {text.definitions.leave.stay}
        </Button>
      </div>
    </Dialog>
  );
}
