import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Files, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { Progress } from "../ui/progress.tsx";
import { Empty, Failed, SkeletonRows } from "../ui/states.tsx";
import { toast, toastProblem } from "../ui/toast.tsx";
import { FileTable } from "./file-table.tsx";
import { filesQuery, uploadFile } from "./queries.ts";

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
