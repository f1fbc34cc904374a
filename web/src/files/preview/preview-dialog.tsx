import type { File as StoredFile } from "@taskwright/api/file.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Preview } from "./preview.tsx";

export function PreviewDialog({ file, onClose }: { file: StoredFile; onClose(): void }) {
  return (
    <Dialog title={file.path ?? file.name} onClose={onClose} wide>
      <Preview file={file} />
    </Dialog>
  );
}
