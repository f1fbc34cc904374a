import { useWritten } from "../../live/writing.ts";

const TAIL = 240;

/** The end of what a model writes at this moment, below its turn. */
export function WritingNow({ path }: { path: string }) {
  const written = useWritten(path);
  if (!written) return null;
  return (
    <span dir="auto" data-writing className="line-clamp-3 text-soft">
      {written.length > TAIL ? `… ${written.slice(-TAIL)}` : written}
    </span>
  );
}
