import type { Definition } from "@taskwright/api/definition.ts";
import { useQuery } from "@tanstack/react-query";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Failed, SkeletonRows } from "../ui/states.tsx";
import { Difference } from "./difference.tsx";
import { definitionQuery } from "./queries.ts";

/** Someone else was quicker: their text and mine, and which of them goes on. */
export function Conflict({
  id,
  mine,
  onMine,
  onTheirs,
  onClose,
}: {
  id: number;
  mine: string;
  /** save mine as the version after theirs */
  onMine(version: number): void;
  onTheirs(theirs: Definition): void;
  onClose(): void;
}) {
  const words = text.definitions.conflict;
  const theirs = useQuery({ ...definitionQuery(id), staleTime: 0, refetchOnMount: "always" });
  const read = theirs.isFetching ? undefined : theirs.data;
  return (
    <Dialog title={words.title} onClose={onClose} wide>
      {theirs.isError ? (
        <Failed error={theirs.error} onRetry={() => void theirs.refetch()} />
      ) : !read ? (
        <SkeletonRows rows={4} />
      ) : (
        <>
          <p className="mb-3 text-soft">{words.text(read.createdBy.name, read.version)}</p>
          <div className="flex h-[min(24rem,45vh)] flex-col overflow-hidden rounded-md border border-line">
            <Difference before={read.source} after={mine} labels={[words.theirs(read.version), words.mine]} />
          </div>
          <div className="mt-4 flex flex-wrap justify-end gap-2">
            <Button onClick={onClose}>{words.back}</Button>
            <Button look="danger" onClick={() => onTheirs(read)}>
              {words.takeTheirs}
            </Button>
            <Button look="plain" onClick={() => onMine(read.version)}>
              {words.takeMine(read.version + 1)}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
