import type { Definition } from "@taskwright/api/definition.ts";
import { text } from "../text.ts";
import { Notice } from "../ui/states.tsx";
import { RunForm } from "../tasks/run-form.tsx";

export function RunPanel({
  definition,
  inputsSchema,
  unsaved,
}: {
  definition?: Definition;
  inputsSchema: unknown;
  unsaved: boolean;
}) {
  return (
    <div className="flex flex-col gap-4 p-4">
      <div>
        <h2 className="font-semibold">{text.definitions.run}</h2>
        <p className="text-xs text-faint">{text.definitions.runText}</p>
      </div>
      {unsaved && <Notice>{text.definitions.runUnsaved}</Notice>}
      <RunForm definition={definition?.name ?? ""} inputsSchema={inputsSchema} disabled={unsaved} />
    </div>
  );
}
