import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Download, Files, Trash2, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { useMay } from "../access/session.ts";
import { bytes } from "../format/number.ts";
import { send } from "../api/http.ts";
import { text } from "../text.ts";
import { Button, IconButton, buttonClass } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Moment } from "../ui/moment.tsx";
import { Page } from "../ui/page.tsx";
import { Progress } from "../ui/progress.tsx";
import { Empty, Failed, SkeletonRows } from "../ui/states.tsx";
import { toast, toastProblem } from "../ui/toast.tsx";
import { fileContentAddress, filesQuery, uploadFile, type StoredFile } from "./queries.ts";

export function FilesPage() {
  const { prefix } = useSearch({ from: "/shell/files" });
  const navigate = useNavigate({ from: "/files" });
  const client = useQueryClient();
  const mayWrite = useMay("file.write");
  const files = useInfiniteQuery(filesQuery({ prefix }));
  const all = files.data?.pages.flatMap((page) => page.items) ?? [];
  const [upload, setUpload] = useState<{ name: string; share: number }>();
  const chooser = useRef<HTMLInputElement>(null);

  async function keep(chosen: Iterable<File>): Promise<void> {
    for (const file of chosen) {
      setUpload({ name: file.name, share: 0 });
      try {
        const stored = await uploadFile(file, { onProgress: (share) => setUpload({ name: file.name, share }) });
        toast(text.files.uploaded(stored.name));
      } catch (error) {
        toastProblem(error);
      }
    }
    setUpload(undefined);
    void client.invalidateQueries({ queryKey: ["files"] });
  }

  return (
    <Page
      title={text.files.title}
      actions={
        <>
          <input
            type="search"
            aria-label={text.files.prefixHint}
            placeholder={text.files.prefixHint}
            className="control w-48"
            value={prefix ?? ""}
            onChange={(event) => void navigate({ search: { prefix: event.target.value || undefined }, replace: true })}
          />
          {mayWrite && (
            <>
              <input
                ref={chooser}
                type="file"
                multiple
                hidden
                onChange={(event) => void keep(event.target.files ?? [])}
              />
              <Button look="plain" busy={upload !== undefined} onClick={() => chooser.current?.click()}>
                <Upload size={14} />
                {text.files.upload}
              </Button>
            </>
          )}
        </>
      }
    >
      <div
        className="flex min-h-full flex-col"
        onDragOver={(event) => mayWrite && event.preventDefault()}
        onDrop={(event) => {
          if (!mayWrite) return;
          event.preventDefault();
          void keep(event.dataTransfer.files);
        }}
      >
        {upload && (
          <div role="status" className="flex items-center gap-3 border-b border-line px-4 py-2 text-soft">
            <Progress percent={upload.share * 100} className="w-48" />
            {text.files.uploading(upload.name, Math.round(upload.share * 100))}
          </div>
        )}
        {files.isPending ? (
          <SkeletonRows />
        ) : files.isError ? (
          <Failed error={files.error} onRetry={() => void files.refetch()} />
        ) : all.length === 0 ? (
          <Empty icon={<Files size={24} />} title={text.files.emptyTitle}>
            <p>{text.files.empty}</p>
            {mayWrite && <p>{text.files.dropHint}</p>}
          </Empty>
        ) : (
          <FileTable files={all} mayWrite={mayWrite} />
        )}
        {files.hasNextPage && (
          <Button className="m-4 self-start" busy={files.isFetchingNextPage} onClick={() => void files.fetchNextPage()}>
            {text.actions.loadMore}
          </Button>
        )}
      </div>
    </Page>
  );
}

function FileTable({ files, mayWrite }: { files: StoredFile[]; mayWrite: boolean }) {
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
                <span className="font-medium">{file.path ?? file.name}</span>{" "}
                <span className="text-xs text-faint">{file.mediaType}</span>
              </td>
              <td className="text-right whitespace-nowrap text-soft">{bytes(file.bytes)}</td>
              <td className="text-soft max-md:hidden">
                {file.createdBy.name}
                {file.taskId !== null && (
                  <>
                    {" · "}
                    <Link to="/tasks/$id" params={{ id: String(file.taskId) }} className="underline">
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
    <Dialog title={text.files.removeTitle(file.name)} onClose={onClose}>
      <p className="mb-4 text-soft">{text.files.removeText}</p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{text.actions.cancel}</Button>
        <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
          {text.actions.remove}
        </Button>
      </div>
    </Dialog>
  );
}
