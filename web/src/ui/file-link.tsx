import type { FileRef } from "@taskwright/api/file.ts";
import { useQuery } from "@tanstack/react-query";
import { Paperclip } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { fileContentAddress, fileQuery } from "../files/queries.ts";
import { bytes } from "../format/number.ts";
import { text } from "../text.ts";

const PreviewDialog = lazy(async () => ({
  default: (await import("../files/preview/preview-dialog.tsx")).PreviewDialog,
}));

export function isFileRef(value: unknown): value is FileRef {
  if (value === null || typeof value !== "object") return false;
  const keys = Object.keys(value);
  return typeof (value as FileRef).file === "number" && keys.every((key) => key === "file" || key === "name");
}

/** A file named in data: its name and size. A click shows it; with a modifier the browser does as it does with any link. */
export function FileLink({ file }: { file: FileRef }) {
  const known = useQuery(fileQuery(file.file));
  const [open, setOpen] = useState(false);
  const name = known.data?.name ?? file.name ?? text.files.unnamed(file.file);
  return (
    <>
      <a
        href={fileContentAddress(file.file)}
        download={name}
        onClick={(event) => {
          if (!known.data || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          setOpen(true);
        }}
        className="inline-flex items-center gap-1.5 underline decoration-line underline-offset-2 hover:decoration-current"
      >
        <Paperclip size={14} aria-hidden />
        <span dir="auto">{name}</span>
        {known.data && <span className="text-faint">{bytes(known.data.bytes)}</span>}
      </a>
      {open && known.data && (
        <Suspense>
          <PreviewDialog file={known.data} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
