import type { ToolInfo } from "@taskwright/api/definition.ts";
import { text } from "../text.ts";
import { JsonView } from "../ui/json-view.tsx";
import { argumentsOf } from "./argument.ts";

export function ToolDetails({ tool }: { tool: ToolInfo }) {
  const words = text.apps;
  const args = argumentsOf(tool.argsSchema);
  return (
    <div className="flex flex-col gap-3 border-t border-line bg-page px-4 py-3 pl-10 max-sm:pl-4">
      {tool.description !== "" && (
        <p dir="auto" className="max-w-3xl whitespace-pre-wrap text-soft">
          {tool.description}
        </p>
      )}
      <p className="text-xs text-faint">
        {words.effects[tool.effect]}: {words.effectText[tool.effect]}
        {tool.connection &&
          `; ${tool.connection.required ? words.needs.must(tool.connection.app) : words.needs.may(tool.connection.app)}`}
      </p>
      <p className="font-medium">{words.args}</p>
      {args.length === 0 ? (
        <p className="text-soft">{words.noArgs}</p>
      ) : (
        <dl className="grid grid-cols-[minmax(6rem,max-content)_1fr] gap-x-6 gap-y-1.5 max-sm:grid-cols-1">
          {args.map((arg) => (
            <div key={arg.name} className="contents">
              <dt className="font-mono text-xs">
                {arg.name}
                {arg.required && <span className="ml-2 font-sans text-faint">{words.required}</span>}
              </dt>
              <dd className="min-w-0 max-sm:mb-1.5">
                <span className="font-mono text-xs text-faint">{arg.type}</span>{" "}
                <span dir="auto" className="text-soft">
                  {arg.description}
                </span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <details>
        <summary className="text-soft">{words.rules}</summary>
        <div className="mt-2 flex flex-col gap-3">
          <JsonView value={tool.argsSchema} label={words.args} />
          {tool.resultSchema !== null && <JsonView value={tool.resultSchema} label={words.result} />}
        </div>
      </details>
    </div>
  );
}
