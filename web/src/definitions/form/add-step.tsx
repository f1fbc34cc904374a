import { Plus } from "lucide-react";
import { text } from "../../text.ts";
import { Button } from "../../ui/button.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { STEP_KINDS, type StepKind } from "../step-list.ts";
import { useForm } from "./form-context.ts";
import { KIND_ICONS } from "./step-kind.ts";

export function AddStep({ label, onAdd }: { label: string; onAdd(kind: StepKind): void }) {
  const { disabled } = useForm();
  return (
    <Menu
      align="start"
      trigger={
        <Button disabled={disabled} aria-label={label}>
          <Plus size={14} aria-hidden />
          {text.definitions.form.steps.add}
        </Button>
      }
    >
      {STEP_KINDS.map((kind) => {
        const Icon = KIND_ICONS[kind];
        return (
          <MenuItem key={kind} onSelect={() => onAdd(kind)}>
            <Icon size={14} aria-hidden className={kind === "ask" ? "text-human-text" : "text-faint"} />
            {text.definitions.form.steps.kinds[kind]}
          </MenuItem>
        );
      })}
    </Menu>
  );
}
