import { useNavigate } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, Columns3 } from "lucide-react";
import { text } from "../text.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Popover } from "../ui/popover.tsx";
import { useWide } from "../ui/use-wide.ts";
import { chosenColumns, COLUMNS_PX, defaultColumns, ROOMY_PX, taskColumns } from "./list-columns.tsx";
import type { TaskSearch } from "./search.ts";

/** Which columns, and in which order; the address keeps it. A phone shows cards instead. */
export function ColumnMenu({ search }: { search: TaskSearch }) {
  const navigate = useNavigate({ from: "/tasks" });
  const wide = useWide(COLUMNS_PX);
  const roomy = useWide(ROOMY_PX);
  if (!wide) return null;
  const chosen = chosenColumns(search.columns, roomy).slice(1);
  const usual = defaultColumns(roomy);
  const all = taskColumns().slice(1);
  const labelOf = (id: string) => all.find((column) => column.id === id)!.label;
  const rest = all.map(({ id }) => id).filter((id) => !chosen.includes(id));
  const set = (next: string[]) => {
    const columns = next.join(",");
    void navigate({
      search: (before) => ({ ...before, columns: columns === usual.join(",") ? undefined : columns }),
      replace: true,
    });
  };
  const swap = (index: number) => set(chosen.with(index, chosen[index + 1]!).with(index + 1, chosen[index]!));

  return (
    <Popover
      label={text.taskList.chooseColumns}
      trigger={
        <Button>
          <Columns3 size={14} />
          {text.taskList.chooseColumns}
        </Button>
      }
    >
      <ul className="flex flex-col">
        {[...chosen, ...rest].map((id, index) => (
          <li key={id} className="flex min-h-8 items-center">
            <label className="flex flex-1 items-center gap-2">
              <input
                type="checkbox"
                className="size-4 accent-(--ink)"
                checked={index < chosen.length}
                onChange={(event) => set(event.target.checked ? [...chosen, id] : chosen.filter((each) => each !== id))}
              />
              {labelOf(id)}
            </label>
            {index < chosen.length && (
              <>
                <IconButton
                  label={text.taskList.moveUp(labelOf(id))}
                  disabled={index === 0}
                  onClick={() => swap(index - 1)}
                >
                  <ArrowUp size={14} />
                </IconButton>
                <IconButton
                  label={text.taskList.moveDown(labelOf(id))}
                  disabled={index === chosen.length - 1}
                  onClick={() => swap(index)}
                >
                  <ArrowDown size={14} />
                </IconButton>
              </>
            )}
          </li>
        ))}
      </ul>
      <Button look="bare" className="mt-1" onClick={() => set(usual)}>
        {text.taskList.columnsReset}
      </Button>
    </Popover>
  );
}
