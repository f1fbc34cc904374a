import type { DefinitionSummary } from "@taskwright/api/definition.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { PenLine } from "lucide-react";
import { useMay } from "../access/session.ts";
import { definitionsQuery } from "../definitions/queries.ts";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { Skeleton } from "../ui/states.tsx";

const words = text.home.steps;
const SHOWN = 4;
/** Its task waits for a decision from the first start on, so all three steps can be done with it. */
const EXAMPLE = "Supplier invoice";

export function ChooseStep({ chosen, onChoose }: { chosen: string | undefined; onChoose(name: string): void }) {
  const definitions = useQuery(definitionsQuery());
  const mayWrite = useMay("definition.write");
  if (!definitions.data) return <Skeleton className="h-20" />;
  return (
    <>
      <p className="max-w-2xl text-soft">{words.chooseText}</p>
      <ul className="grid gap-2 sm:grid-cols-2">
        {exampleFirst(definitions.data)
          .slice(0, SHOWN)
          .map((one) => (
            <li key={one.id}>
              <button
                type="button"
                aria-pressed={one.name === chosen}
                onClick={() => onChoose(one.name)}
                className={clsx(
                  "flex h-full w-full flex-col gap-0.5 rounded-md border px-3 py-2 text-left hover:bg-raised",
                  one.name === chosen ? "border-ink" : "border-line",
                )}
              >
                <span className="font-medium">{one.name}</span>
                <span className="line-clamp-2 text-xs text-soft">{one.description}</span>
              </button>
            </li>
          ))}
      </ul>
      {mayWrite && (
        <div>
          <Link to="/definitions/new" className={buttonClass()}>
            <PenLine size={14} aria-hidden />
            {words.write}
          </Link>
        </div>
      )}
    </>
  );
}

function exampleFirst(definitions: DefinitionSummary[]): DefinitionSummary[] {
  return definitions.toSorted((a, b) => Number(b.name === EXAMPLE) - Number(a.name === EXAMPLE));
}
