import type { Definition } from "@taskwright/api/definition.ts";
import { text } from "../text.ts";
import { JsonView } from "../ui/json-view.tsx";

/** What a task really runs, and where each part comes from. */
export function Effective({ definition }: { definition: Definition }) {
  const inherited = Object.entries(definition.inherited);
  return (
    <div className="flex max-w-4xl flex-col gap-3 p-4">
      <p className="text-soft">
        {definition.parent === null ? text.definitions.notInherited : text.definitions.effectiveText}
      </p>
      {inherited.length > 0 && (
        <ul className="flex flex-wrap gap-2">
          {inherited.map(([key, from]) => (
            <li key={key} className="rounded-full border border-line px-2.5 py-0.5 text-soft">
              {text.definitions.inherited(key, from)}
            </li>
          ))}
        </ul>
      )}
      <JsonView value={definition.effective} label={text.definitions.tabs.effective} />
    </div>
  );
}
