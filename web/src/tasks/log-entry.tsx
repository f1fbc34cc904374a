import type { Event } from "@taskwright/api/event.ts";
import type { TaskError, TaskReason } from "@taskwright/api/task.ts";
import { exactTime } from "../format/time.ts";
import { locale } from "../language.ts";
import { text } from "../text.ts";
import { inWords } from "../text/sentences.ts";
import { clsx } from "../ui/clsx.ts";
import { isNumbered } from "./agent/names.ts";
import { logKind, type LogKind } from "./log-kind.ts";

export const LOG_COLOURS: Record<LogKind, string> = {
  agent: "text-soft",
  app: "text-busy",
  decision: "text-human-text",
  error: "text-bad",
  life: "text-faint",
};

/** Words in colour only where a person acted or something went wrong. */
const LOUD: LogKind[] = ["decision", "error"];

let clock: Intl.DateTimeFormat | undefined;
function clockOf(at: string): string {
  clock ??= new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  });
  return clock.format(new Date(at));
}

/** When, what, of which step and with which words, by whom. */
export function LogEntry({ event, narrow = false }: { event: Event; narrow?: boolean }) {
  const kind = logKind(event);
  return (
    <div
      className={clsx(
        "grid items-baseline gap-x-4 px-4 py-1 hover:bg-raised",
        narrow
          ? "grid-cols-[6.5rem_1fr]"
          : "grid-cols-[6.5rem_minmax(9rem,14rem)_1fr_auto] max-sm:grid-cols-[6.5rem_1fr] max-sm:gap-y-0",
      )}
    >
      <time dateTime={event.at} title={exactTime(event.at)} className="font-mono text-xs text-faint">
        {clockOf(event.at)}
      </time>
      <span
        className={clsx(
          "flex items-baseline gap-1.5",
          LOUD.includes(kind) && LOG_COLOURS[kind],
          kind === "decision" && "font-medium",
        )}
      >
        <span
          aria-hidden
          className={clsx("size-1.5 shrink-0 self-center rounded-full bg-current", LOG_COLOURS[kind])}
        />
        {whatOf(event)}
      </span>
      <span dir="auto" className={clsx("min-w-0", narrow ? "col-start-2" : "max-sm:col-start-2")}>
        {detailOf(event)}
      </span>
      <span className={clsx("text-xs text-faint", narrow ? "col-start-2" : "max-sm:hidden")}>{event.actor.name}</span>
    </div>
  );
}

function whatOf(event: Event): string {
  return text.log.entries[event.kind] ?? event.kind;
}

function planDone(items: { state?: unknown }[]): string {
  const open = items.filter(({ state }) => state !== "dropped");
  return text.steps.planDone(open.filter(({ state }) => state === "done").length, open.length);
}

/** What a search in the log looks at. */
export function wordsOf(event: Event): string {
  const path = event.data.path ?? event.data.stepPath;
  return [whatOf(event), detailOf(event), event.actor.name, typeof path === "string" ? path : ""].join(" ");
}

/** Where no title says it: a turn of an agent by its number, a call of its by its tool alone. */
function nameOf(path: unknown): unknown {
  if (typeof path !== "string" || !isNumbered(path)) return path;
  const turn = /\.turn(\d+)$/.exec(path);
  return turn ? text.steps.turn(Number(turn[1])) : undefined;
}

/** The part of an event that tells it from its like: the step, the question, the error, the outcome. */
export function detailOf({ data }: Event): string {
  const decision = data.decision as { outcome?: unknown; comment?: unknown } | null | undefined;
  const error = data.error as Pick<TaskError, "message" | "sentence"> | null | undefined;
  const reason = data.reason as Pick<TaskReason, "text" | "sentence"> | string | null | undefined;
  if (typeof data.decision === "string")
    return [data.decision, data.why].filter((part) => typeof part === "string").join(" · ");
  if (Array.isArray(data.items)) return planDone(data.items);
  const parts = [
    data.title ?? nameOf(data.path ?? data.stepPath),
    data.tool,
    data.outcome ?? decision?.outcome,
    data.comment ?? decision?.comment,
    error && inWords(error.sentence, error.message),
    typeof reason === "string" ? reason : reason && !error?.message && inWords(reason.sentence, reason.text),
    data.name ?? data.subject,
  ];
  return parts.filter((part) => typeof part === "string" && part !== "").join(" · ");
}
