import type { FileRef } from "@taskwright/api/file.ts";
import { useQuery } from "@tanstack/react-query";
import { Paperclip } from "lucide-react";
import { fileContentAddress, fileQuery } from "../files/queries.ts";
import { bytes } from "../format/number.ts";
import { text } from "../text.ts";

export function isFileRef(value: unknown): value is FileRef {
  if (value === null || typeof value !== "object") return false;
  const keys = Object.keys(value);
  return typeof (value as FileRef).file === "number" && keys.every((key) => key === "file" || key === "name");
}

/** A file named in data: its name and size, and its content on a click. */
export function FileLink({ file }: { file: FileRef }) {
  const known = useQuery(fileQuery(file.file));
  const name = known.data?.name ?? file.name ?? text.files.unnamed(file.file);
  return (
    <a
      href={fileContentAddress(file.file)}
      download={name}
      className="inline-flex items-center gap-1.5 underline decoration-line underline-offset-2 hover:decoration-current"
    >
      <Paperclip size={14} aria-hidden />
      {name}
      {known.data && <span className="text-faint">{bytes(known.data.bytes)}</span>}
    </a>
  );
}
