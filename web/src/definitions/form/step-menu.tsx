import { ArrowDown, ArrowUp, CornerLeftUp, CornerRightDown, Ellipsis, Trash2 } from "lucide-react";
import { text } from "../../text.ts";
import { IconButton } from "../../ui/button.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { LISTS } from "../step-list.ts";
import { isPlainObject } from "../yaml/render.ts";
import type { Path } from "../yaml/entries.ts";
import { at, useForm } from "./form-context.ts";

export function StepMenu({
  path,
  count,
  name,
  onMove,
}: {
  path: Path;
  count: number;
  name: string;
  onMove(to: Path): void;
}) {
  const form = useForm();
  const words = text.definitions.form.steps;
  const index = Number(path.at(-1));
  const list = path.slice(0, -1);
  const above = index > 0 ? at(form.value, [...list, index - 1]) : undefined;
  const into = isPlainObject(above)
    ? LISTS.find((each) => each !== "on_error" && Array.isArray(above[each]))
    : undefined;
  const outOf = path.length > 2 ? path.slice(0, -2) : undefined;
  const item = (label: string, Icon: typeof ArrowUp, run: () => void, off = false) => (
    <MenuItem onSelect={run} disabled={off}>
      <Icon size={14} aria-hidden className="text-faint" />
      {label}
    </MenuItem>
  );
  return (
    <Menu
      trigger={
        <IconButton label={words.menu(name)} disabled={form.disabled}>
          <Ellipsis size={14} />
        </IconButton>
      }
    >
      {item(words.up, ArrowUp, () => onMove([...list, index - 1]), index === 0)}
      {item(words.down, ArrowDown, () => onMove([...list, index + 1]), index === count - 1)}
      {into !== undefined &&
        item(words.into, CornerRightDown, () =>
          onMove([...list, index - 1, into, (at(above, [into]) as unknown[]).length]),
        )}
      {outOf &&
        item(words.out, CornerLeftUp, () => onMove([...outOf.slice(0, -1), Number(outOf.at(-1)) + 1]), count === 1)}
      {item(words.remove, Trash2, () => form.edit({ kind: "remove", path }))}
    </Menu>
  );
}
