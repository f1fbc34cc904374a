import { text } from "../text.ts";
import type { RowSelection } from "./use-row-selection.ts";

export function SelectAll({ selection }: { selection: RowSelection }) {
  return (
    <input
      type="checkbox"
      aria-label={text.taskList.selectAll}
      title={text.taskList.selectAll}
      className="block size-4 accent-(--ink)"
      checked={selection.all}
      ref={(box) => {
        if (box) box.indeterminate = !selection.all && selection.ids.size > 0;
      }}
      onChange={selection.selectAll}
    />
  );
}
