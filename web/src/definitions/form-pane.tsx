import type { CheckedDefinition, DefinitionSummary, ToolInfo } from "@taskwright/api/definition.ts";
import { useMemo, useState } from "react";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { Notice } from "../ui/states.tsx";
import { toast } from "../ui/toast.tsx";
import { DefinitionForm } from "./form/definition-form.tsx";
import { FormContext } from "./form/form-context.ts";
import type { TextModel } from "./text-model.ts";
import { applyEdit, type Edit } from "./yaml/edit.ts";
import { type BrokenYaml, isBroken, type ReadYaml } from "./yaml/read.ts";
import { isPlainObject } from "./yaml/render.ts";

/** The form beside the text. While the text cannot be read it stays as it was, greyed, and says where. */
export function FormPane(props: {
  /** null: too large a text for a form */
  read: ReadYaml | BrokenYaml | null;
  good: Record<string, unknown>;
  model: TextModel;
  pending: Set<() => void>;
  readOnly: boolean;
  checked: CheckedDefinition | undefined;
  tools: readonly ToolInfo[];
  summaries: readonly DefinitionSummary[];
  agents: readonly string[];
  onText(): void;
  onPreview(): void;
}) {
  const { read, model, checked, summaries } = props;
  const [undone, setUndone] = useState(0);
  const broken = read === null || isBroken(read) ? read : undefined;
  const edit = (made: Edit) => {
    const done = applyEdit(model.text(), made);
    if (!done) return toast(text.definitions.form.refused, "error");
    if (done.changes.length > 0) model.change(done.changes, JSON.stringify([made.kind, made.path]));
  };
  const context: FormContext = {
    value: props.good,
    disabled: broken !== undefined || props.readOnly,
    edit,
    tools: props.tools,
    definitions: useMemo(() => summaries.map(({ name }) => name), [summaries]),
    agents: props.agents,
    categories: useMemo(() => [...new Set(summaries.flatMap(({ category }) => category ?? []))], [summaries]),
    issues: broken === undefined ? (checked?.issues ?? []) : [],
    inherited: checked?.inherited ?? {},
    effective: isPlainObject(checked?.effective) ? checked.effective : {},
    undone,
    pending: props.pending,
  };
  const step = (run: () => void) => () => {
    run();
    setUndone((count) => count + 1);
  };
  if (broken === null)
    return (
      <div className="p-4">
        <Notice>{text.definitions.form.tooLarge}</Notice>
      </div>
    );
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      {broken && (
        <div
          role="alert"
          className="flex shrink-0 items-center justify-between gap-3 border-b border-bad-line bg-bad-wash px-4 py-1.5 text-bad"
        >
          <span>{text.definitions.form.broken(broken.line, broken.column)}</span>
          <Button onClick={props.onText}>{text.definitions.form.toText}</Button>
        </div>
      )}
      <div className={clsx("flex min-h-0 flex-1 flex-col", broken && "grayscale")}>
        <FormContext value={context}>
          <DefinitionForm onPreview={props.onPreview} onUndo={step(model.undo)} onRedo={step(model.redo)} />
        </FormContext>
      </div>
    </div>
  );
}
