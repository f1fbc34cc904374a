import type { DefinitionSummary, DefinitionUsage } from "@taskwright/api/definition.ts";
import { Link } from "@tanstack/react-router";
import { Pencil, Play } from "lucide-react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { Moment } from "../ui/moment.tsx";
import { RunsBar } from "./runs-bar.tsx";

export function Card({ definition, usage }: { definition: DefinitionSummary; usage: DefinitionUsage | undefined }) {
  const mayRun = useMay("task.create");
  const mayWrite = useMay("definition.write");
  const params = { id: String(definition.id) };
  const ended = usage ? usage.complete + usage.error : 0;
  const words = text.definitions.usage;
  return (
    <li className="relative flex flex-col gap-1 rounded-lg border border-line bg-surface p-4 hover:border-control">
      <Link
        to="/definitions/$id"
        params={params}
        dir="auto"
        className="line-clamp-2 pr-28 text-base font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-lg focus-visible:after:outline-2 focus-visible:after:outline-focus"
      >
        {definition.name}
      </Link>
      {definition.description && (
        <p dir="auto" className="mt-1 line-clamp-2 text-soft">
          {definition.description}
        </p>
      )}
      <div className="mt-auto flex items-end justify-between gap-3 pt-3">
        <p className="text-xs text-faint">
          {definition.agent && `${definition.agent} · `}
          {text.definitions.stepCount(definition.steps)} · {text.definitions.version(definition.version)} ·{" "}
          <Moment at={definition.updatedAt} />
          <br />
          {!usage || usage.latest.length === 0
            ? words.never
            : [words.count(usage.tasks), ended > 0 && words.success(Math.round((100 * usage.complete) / ended))]
                .filter(Boolean)
                .join(" · ")}
        </p>
        {usage && usage.latest.length > 0 && <RunsBar latest={usage.latest} />}
      </div>
      <div className="absolute top-2.5 right-2.5 z-[1] flex gap-1">
        {mayWrite && (
          <Link
            to="/definitions/$id"
            params={params}
            search={{ tab: "text" }}
            className={clsx(buttonClass("bare"), "min-h-7! w-7 px-0!")}
            title={text.definitions.edit}
            aria-label={text.definitions.editNamed(definition.name)}
          >
            <Pencil size={12} aria-hidden />
          </Link>
        )}
        {mayRun && (
          <Link
            to="/tasks/new"
            search={{ definition: definition.id }}
            className={clsx(buttonClass(), "min-h-7! px-2!")}
            aria-label={text.definitions.runNamed(definition.name)}
          >
            <Play size={12} aria-hidden />
            {text.definitions.runShort}
          </Link>
        )}
      </div>
    </li>
  );
}
