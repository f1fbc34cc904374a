import { text } from "../text.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

/** Before something is taken away: what becomes of it, in words, and the one button that does it. */
export function ConfirmDialog(props: {
  title: string;
  words: string;
  action: string;
  busy: boolean;
  onConfirm(): void;
  onClose(): void;
}) {
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <p className="mb-4 text-soft">{props.words}</p>
      <div className="flex justify-end gap-2">
        <Button onClick={props.onClose}>{text.actions.cancel}</Button>
        <Button look="danger" busy={props.busy} onClick={props.onConfirm}>
          {props.action}
        </Button>
      </div>
    </Dialog>
  );
}
