import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";

/** Something that is shown once: a click beside it does not close it. */
export function SecretDialog({
  title,
  words,
  secret,
  example,
  onClose,
}: {
  title: string;
  words: string;
  secret: string;
  /** how it is used, to copy */
  example?: string;
  onClose(): void;
}) {
  return (
    <Dialog title={title} wide>
      <p className="mb-3 text-soft">{words}</p>
      <div className="mb-4 flex items-center gap-2 rounded-md border border-line bg-page px-3 py-2">
        <code className="min-w-0 flex-1 font-mono text-xs break-all select-all">{secret}</code>
        <CopyButton value={secret} />
      </div>
      {example && (
        <div className="mb-4 flex items-center gap-2 rounded-md bg-raised px-3 py-2">
          <code className="min-w-0 flex-1 font-mono text-xs break-all text-soft">{example}</code>
          <CopyButton value={example} label={text.settings.copyExample} />
        </div>
      )}
      <div className="flex justify-end">
        <Button look="plain" onClick={onClose}>
          {text.actions.close}
        </Button>
      </div>
    </Dialog>
  );
}
