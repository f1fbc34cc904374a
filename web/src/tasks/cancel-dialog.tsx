import { useId, useState } from "react";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

export function CancelDialog({
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
    <Dialog title={text.task.cancelTitle(id)} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onCancel(reason.trim());
        }}
      >
        <p className="text-soft">{text.task.controls.cancel.what}</p>
        <div className="flex flex-col gap-1">
          <label htmlFor={field}>{text.task.why}</label>
          <input
            id={field}
            className="control"
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.task.cancelKeep}</Button>
          <Button type="submit" look="danger" busy={busy}>
            {text.task.cancelConfirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
