import type { TimelineNode } from "../nest.ts";
import { useWritten, useWrittenBelow } from "../../live/writing.ts";

const TAIL = 240;

/** The end of what a model writes at this moment, below its turn. */
export function WritingNow({ path }: { path: string }) {
  return <Tail written={useWritten(path)} />;
}

/** The same below the agent's step, as long as its turn has no line of its own. */
export function WritingBelow({ node }: { node: TimelineNode }) {
  const recorded = node.children.map((child) => child.path);
  return <Tail written={useWrittenBelow(node.path, recorded)} />;
}

function Tail({ written }: { written: string | undefined }) {
  if (!written) return null;
  return (
    <span dir="auto" data-writing className="line-clamp-3 text-soft">
      {written.length > TAIL ? `… ${written.slice(-TAIL)}` : written}
    </span>
  );
}
