import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { send } from "../api/http.ts";
import { bytes } from "../format/number.ts";
import { text } from "../text.ts";
import { IconButton, buttonClass } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Moment } from "../ui/moment.tsx";
import { toast, toastProblem } from "../ui/toast.tsx";
import { fileContentAddress, type StoredFile } from "./queries.ts";

const PreviewDialog = lazy(async () => ({ default: (await import("./preview/preview-dialog.tsx")).PreviewDialog }));

/** Files of the store, by their paths; a click on one shows it. */
export function FileTable({ files, mayWrite }: { files: StoredFile[]; mayWrite: boolean }) {
  const [shown, setShown] = useState<StoredFile>();
  const [removing, setRemoving] = useState<StoredFile>();
  return (
    <>
      <table className="w-full text-left">
        <thead className="text-xs text-faint">
          <tr className="border-b border-line [&>th]:h-8 [&>th]:px-4 [&>th]:font-normal">
            <th scope="col">{text.files.columns.name}</th>
            <th scope="col" className="text-right">
              {text.files.columns.size}
            </th>
            <th scope="col" className="max-md:hidden">
              {text.files.columns.by}
            </th>
            <th scope="col" className="max-sm:hidden">
              {text.files.columns.changed}
            </th>
            <th scope="col">
              <span className="sr-only">{text.actions.more}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <tr key={file.id} className="border-b border-line hover:bg-raised [&>td]:px-4 [&>td]:py-1.5">
              <td>
                <button
                  type="button"
                  dir="auto"
                  title={file.mediaType}
                  onClick={() => setShown(file)}
                  className="line-clamp-2 text-left font-medium hover:underline"
                >
                  {file.path ?? file.name}
                </button>
              </td>
              <td className="text-right whitespace-nowrap text-soft tabular-nums">{bytes(file.bytes)}</td>
              <td className="min-w-48 text-soft max-md:hidden">
                <bdi>{file.createdBy.name}</bdi>
                {file.taskId !== null && (
                  <>
                    {" · "}
                    <Link to="/tasks/$id" params={{ id: String(file.taskId) }} className="whitespace-nowrap underline">
                      {text.files.ofTask(file.taskId)}
                    </Link>
                  </>
                )}
              </td>
              <td className="whitespace-nowrap text-faint max-sm:hidden">
                <Moment at={file.updatedAt} />
              </td>
              <td className="text-right whitespace-nowrap">
                <a
                  href={fileContentAddress(file.id)}
                  download={file.name}
                  aria-label={`${text.actions.download} ${file.name}`}
                  title={text.actions.download}
                  className={clsx(buttonClass("bare"), "w-8 px-0!")}
                >
                  <Download size={14} />
                </a>
                {mayWrite && (
                  <IconButton label={text.files.remove(file.name)} onClick={() => setRemoving(file)}>
                    <Trash2 size={14} />
                  </IconButton>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown && (
        <Suspense>
          <PreviewDialog file={shown} onClose={() => setShown(undefined)} />
        </Suspense>
      )}
      {removing && <RemoveDialog file={removing} onClose={() => setRemoving(undefined)} />}
    </>
  );
}

function RemoveDialog({ file, onClose }: { file: StoredFile; onClose(): void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => send("DELETE", `/files/${file.id}`),
    onSuccess: () => toast(text.files.removed(file.name)),
    onError: toastProblem,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["files"] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={text.files.removeTitle(file.name)}
      words={text.files.removeText}
      action={text.actions.remove}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
