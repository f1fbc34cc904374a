import type { Definition } from "@taskwright/api/definition.ts";
import { text } from "../text.ts";
import { JsonView } from "../ui/json-view.tsx";
import { asBlock, isPlainObject } from "./yaml/render.ts";

/** What a task really runs, part by part, each marked with where it comes from. */
export function Effective({ definition }: { definition: Definition }) {
  const { effective, inherited } = definition;
  if (definition.parent === null || !isPlainObject(effective))
    return (
      <div className="flex max-w-4xl flex-col gap-3 p-4">
        <p className="text-soft">{text.definitions.notInherited}</p>
        <JsonView value={effective} label={text.definitions.tabs.effective} />
      </div>
    );
  return (
    <div className="flex max-w-4xl flex-col gap-3 p-4">
      <p className="text-soft">{text.definitions.effectiveText}</p>
      <dl className="flex flex-col overflow-hidden rounded-lg border border-line">
        {Object.entries(effective).flatMap(([key, value]) =>
          (key === "inputs" || key === "outputs") && isPlainObject(value) && inherited[key] === undefined
            ? Object.entries(value).map(([name, member]) => (
                <Part
                  key={`${key}.${name}`}
                  name={`${key}.${name}`}
                  value={member}
                  from={inherited[`${key}.${name}`]}
                  own={definition.name}
                />
              ))
            : [<Part key={key} name={key} value={value} from={inherited[key]} own={definition.name} />],
        )}
      </dl>
    </div>
  );
}

function Part({ name, value, from, own }: { name: string; value: unknown; from: string | undefined; own: string }) {
  return (
    <div className="grid gap-x-4 border-b border-line px-4 py-2 last:border-0 sm:grid-cols-[10rem_minmax(0,1fr)_auto]">
      <dt className="font-mono text-xs leading-5 font-medium">{name}</dt>
      <dd>
        <pre className="font-mono text-xs leading-5 whitespace-pre-wrap">{asBlock(value)}</pre>
      </dd>
      <dd dir="auto" className={from === undefined ? "text-xs text-faint" : "text-xs font-medium text-busy"}>
        {from ?? own}
      </dd>
    </div>
  );
}
