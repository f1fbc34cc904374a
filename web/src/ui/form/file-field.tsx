import type { FileRef } from "@taskwright/api/file.ts";
import { Paperclip } from "lucide-react";
import { useRef, useState } from "react";
import { messageOf } from "../../api/problem.ts";
import { uploadFile } from "../../files/queries.ts";
import { text } from "../../text.ts";
import { FileLink } from "../file-link.tsx";
import { Progress } from "../progress.tsx";
import type { Draft } from "./draft.ts";

/** Uploads as soon as a file is chosen; the form then holds its number. */
export function FileField(props: {
  id: string;
  label: string;
  value: FileRef | null;
  onChange(draft: Draft): void;
  describedBy?: string;
  invalid: boolean;
}) {
  const [share, setShare] = useState<number>();
  const [error, setError] = useState<string>();
  // only the upload that was begun last may fill the field
  const latest = useRef(0);

  async function upload(file: File | undefined): Promise<void> {
    if (!file) return;
    const mine = ++latest.current;
    setError(undefined);
    setShare(0);
    props.onChange({ uploading: true });
    try {
      const stored = await uploadFile(file, { onProgress: (now) => mine === latest.current && setShare(now) });
      if (mine === latest.current) props.onChange({ file: stored.id, name: stored.name });
    } catch (problem) {
      if (mine !== latest.current) return;
      props.onChange(null);
      setError(messageOf(problem));
    } finally {
      if (mine === latest.current) setShare(undefined);
    }
  }

  const chosen = props.value !== null && "file" in props.value ? props.value : null;
  return (
    <div
      className="flex flex-col gap-2"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void upload(event.dataTransfer.files[0]);
      }}
    >
      <div className="flex flex-wrap items-center gap-3">
        <label className="relative inline-flex min-h-8 cursor-pointer items-center gap-1.5 rounded-md border border-control bg-surface px-2.5 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-focus hover:bg-raised">
          <Paperclip size={14} aria-hidden />
          <span aria-hidden>{chosen ? text.forms.replaceFile : text.forms.chooseFile}</span>
          <input
            id={props.id}
            type="file"
            aria-label={props.label}
            aria-describedby={props.describedBy}
            aria-invalid={props.invalid || undefined}
            className="absolute inset-0 cursor-pointer opacity-0"
            onChange={(event) => void upload(event.target.files?.[0])}
          />
        </label>
        {chosen && <FileLink file={chosen} />}
      </div>
      {share !== undefined && (
        <div className="flex items-center gap-2 text-xs text-soft" role="status">
          <Progress percent={share * 100} className="w-40" />
          {text.forms.uploading(Math.round(share * 100))}
        </div>
      )}
      {error && (
        <p role="alert" className="text-xs text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
