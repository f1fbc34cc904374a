import { FlaskConical } from "lucide-react";
import { text } from "../text.ts";

/** Wherever such a task is shown: it must not be taken for one that has done something. */
export function DryRunMark() {
  return (
    <span
      title={text.dryRun.title}
      className="inline-flex shrink-0 items-center gap-1 rounded-full border border-dashed border-control px-1.5 text-xs leading-4 whitespace-nowrap text-soft"
    >
      <FlaskConical size={11} aria-hidden />
      {text.dryRun.name}
    </span>
  );
}
