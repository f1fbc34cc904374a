import { ChevronRight } from "lucide-react";
import { text } from "../../text.ts";
import { clsx } from "../../ui/clsx.ts";
import { kindOf, LISTS, newStep, stepsOf } from "../step-list.ts";
import { isPlainObject } from "../yaml/render.ts";
import type { Path } from "../yaml/entries.ts";
import { at, pathText, useForm } from "./form-context.ts";
import { StepFields } from "./step-fields.tsx";
import { KIND_ICONS, UNKNOWN_ICON } from "./step-kind.ts";
import { AddStep } from "./add-step.tsx";
import { StepMenu } from "./step-menu.tsx";

export interface OpenStep {
  /** path, with dots */
  open: string | undefined;
  onOpen(path: Path | undefined): void;
}

export function StepList({ path, label, ...props }: { path: Path; label: string } & OpenStep) {
  const form = useForm();
  const list = at(form.value, path);
  const steps: unknown[] = Array.isArray(list) ? list : [];
  return (
    <div className="flex flex-col gap-2">
      {steps.length > 0 && (
        <ol aria-label={label} className="flex flex-col rounded-lg border border-line">
          {steps.map((step, index) => (
            <StepRow key={index} step={step} path={[...path, index]} count={steps.length} {...props} />
          ))}
        </ol>
      )}
      <div>
        <AddStep
          label={path.length === 1 ? text.definitions.form.steps.add : text.definitions.form.steps.addTo(label)}
          onAdd={(kind) => {
            const taken = new Set(
              stepsOf(form.value).flatMap(({ step }) => (typeof step.id === "string" ? [step.id] : [])),
            );
            form.edit({ kind: "insert", path, index: steps.length, value: newStep(kind, taken) });
            props.onOpen([...path, steps.length]);
          }}
        />
      </div>
    </div>
  );
}

/** One step of the outline; open, its fields under it; below, the steps it is made of. */
function StepRow({ step, path, count, open, onOpen }: { step: unknown; path: Path; count: number } & OpenStep) {
  const form = useForm();
  const words = text.definitions.form.steps;
  const kind = kindOf(step);
  const own = isPlainObject(step) ? step : {};
  const Icon = kind ? KIND_ICONS[kind] : UNKNOWN_ICON;
  const isOpen = open === path.join(".");
  const index = Number(path.at(-1));
  const name = nameOf(own) || words.nameless(index + 1);
  const problems = form.issues.filter(
    (issue) => issue.path === pathText(path) || issue.path.startsWith(`${pathText(path)}.`),
  );
  const isWrong = problems.some(({ severity }) => severity === "error");
  const moveTo = (to: Path) => {
    form.edit({ kind: "move", path, to });
    if (isOpen) onOpen(to);
  };
  const onKeyDown = (event: { key: string; altKey: boolean; preventDefault(): void }) => {
    if (!event.altKey || form.disabled) return;
    if (event.key === "ArrowUp" && index > 0) moveTo([...path.slice(0, -1), index - 1]);
    else if (event.key === "ArrowDown" && index < count - 1) moveTo([...path.slice(0, -1), index + 1]);
    else return;
    event.preventDefault();
  };
  return (
    <li className="border-b border-line last:border-0">
      <div
        className={clsx(
          "flex items-center gap-1 border-l-3 pr-1",
          kind === "ask" ? "border-human" : "border-transparent",
        )}
      >
        <button
          type="button"
          id={`step-${path.join("-")}`}
          aria-expanded={isOpen}
          onClick={() => onOpen(isOpen ? undefined : path)}
          onKeyDown={onKeyDown}
          className="flex min-h-9 min-w-0 flex-1 items-center gap-2 px-2 text-left -outline-offset-2 hover:bg-raised"
        >
          <ChevronRight
            size={14}
            aria-hidden
            className={clsx("shrink-0 text-faint transition-transform", isOpen && "rotate-90")}
          />
          <Icon size={14} aria-hidden className={clsx("shrink-0", kind === "ask" ? "text-human-text" : "text-faint")} />
          <span className={clsx("truncate font-medium", isWrong && "text-bad")}>{name}</span>
          <span className="truncate text-faint">{about(own, kind)}</span>
          {isWrong && <span className="sr-only">{words.wrong}</span>}
        </button>
        <StepMenu path={path} count={count} name={name} onMove={moveTo} />
      </div>
      {isOpen && (
        <div className="flex flex-col gap-4 border-t border-line bg-page px-4 py-4">
          {kind === null ? <p className="text-soft">{words.unknown}</p> : <StepFields path={path} kind={kind} />}
        </div>
      )}
      {LISTS.map((list) =>
        Array.isArray(own[list]) ? (
          <div key={list} className="border-t border-line py-2 pr-2 pl-5">
            {list !== "steps" && list !== "parallel" && (
              <p className="pb-1 text-xs font-medium text-faint">{words.lists[list]}</p>
            )}
            <StepList
              path={[...path, list]}
              label={words.listOf(name, words.lists[list])}
              open={open}
              onOpen={onOpen}
            />
          </div>
        ) : null,
      )}
    </li>
  );
}

function nameOf(step: Record<string, unknown>): string {
  for (const key of ["title", "id"]) if (typeof step[key] === "string" && step[key] !== "") return step[key];
  return "";
}

function about(step: Record<string, unknown>, kind: ReturnType<typeof kindOf>): string {
  if (kind === null) return "";
  const words = text.definitions.form.steps.kinds[kind];
  if (kind === "use" || kind === "task")
    return typeof step[kind] === "string" && step[kind] !== "" ? step[kind] : words;
  return words;
}
