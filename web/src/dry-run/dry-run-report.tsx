import type { DryRunReport as Report } from "@taskwright/api/dry-run.ts";
import type { Task } from "@taskwright/api/task.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Printer, User } from "lucide-react";
import type { ReactNode } from "react";
import { costOf } from "../format/money.ts";
import { text } from "../text.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Facts } from "../ui/facts.tsx";
import { Failed, Notice, SkeletonRows } from "../ui/states.tsx";
import { dryRunReportQuery } from "./queries.ts";

/** What a real run would do, to be read from top to bottom, and printed. */
export function DryRunReport({ task }: { task: Task }) {
  const report = useQuery(dryRunReportQuery(task.id));
  if (report.isPending) return <SkeletonRows />;
  if (report.isError) return <Failed error={report.error} onRetry={() => void report.refetch()} />;
  const words = text.dryRun;
  const { actions, asked, denied, failed, unknowns } = report.data;
  return (
    <article data-print aria-labelledby="dry-run" className="flex max-w-3xl flex-col gap-6 p-4 sm:p-6">
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 id="dry-run" dir="auto" className="text-lg font-semibold">
            {words.reportTitle(task.id, task.title)}
          </h2>
          <p className="text-soft">{words.summary(actions.length, asked.length, denied.length)}</p>
          <p className="text-xs text-faint">
            {text.tasks.version(task.definition.name, task.definition.version)} · {words.title}
          </p>
        </div>
        <Button className="print:hidden" onClick={() => window.print()}>
          <Printer size={14} aria-hidden />
          {words.print}
        </Button>
      </header>
      {task.endedAt === null && <Notice>{words.unfinished}</Notice>}
      <Section title={words.wouldDo}>
        {actions.length === 0 ? <p className="text-soft">{words.nothingDone}</p> : <Actions actions={actions} />}
      </Section>
      <Section title={words.wouldAsk}>
        {asked.length === 0 ? <p className="text-soft">{words.nobodyAsked}</p> : <Asked asked={asked} />}
      </Section>
      {denied.length > 0 && (
        <Section title={words.wouldDeny}>
          <ul className="flex flex-col gap-2">
            {denied.map((one) => (
              <li key={`${one.taskId}${one.path}`} className="border-l-3 border-bad pl-3">
                <Where place={one} />
                <p className="text-xs text-soft">
                  <span className="font-mono">{one.tool}</span>: {one.rule.text}
                </p>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {failed.length > 0 && (
        <Section title={words.failed}>
          <ul className="flex flex-col gap-2">
            {failed.map((one) => (
              <li
                key={`${one.taskId}${one.path}${one.attempt}`}
                className={one.handled ? "border-l-3 border-line pl-3" : "border-l-3 border-bad pl-3"}
              >
                <Where place={one} />
                <p dir="auto" className="text-xs text-soft">
                  {one.tool && <span className="font-mono">{one.tool}: </span>}
                  {one.error.message}
                </p>
                <p className="text-xs text-faint">{one.handled ? words.wentOn(one.attempt) : words.endedThere}</p>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={words.cost}>
        <Cost cost={report.data.cost} />
      </Section>
      <Section title={words.unknowns}>
        {unknowns.length === 0 ? (
          <p className="text-soft">{words.noUnknowns}</p>
        ) : (
          <ul className="list-disc pl-5">
            {unknowns.map((unknown) => (
              <li key={unknown}>{unknown}</li>
            ))}
          </ul>
        )}
      </Section>
    </article>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="border-b border-line pb-1 font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Actions({ actions }: { actions: Report["actions"] }) {
  const words = text.dryRun;
  return (
    <ol className="flex flex-col gap-4">
      {actions.map((action) => (
        <li key={`${action.taskId}${action.path}`} className="flex flex-col gap-2 break-inside-avoid">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <Where place={action} />
            <span className="text-xs text-faint">
              <span className="font-mono">{action.tool}</span>, {text.apps.effects[action.effect]}
            </span>
          </div>
          {action.args !== null && (
            <div className="rounded-md border border-line bg-page px-3 py-2">
              <Facts value={action.args} label={words.args} />
            </div>
          )}
          <details className="text-soft">
            <summary className="text-xs">
              {words.answer}: {answeredFrom(action.from)}
            </summary>
            <div className="mt-1 rounded-md border border-line px-3 py-2">
              <Facts value={action.answer} label={words.answer} />
            </div>
          </details>
          {action.rule && (
            <p className="text-xs text-faint">
              {words.rule}: {action.rule.text}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

function Asked({ asked }: { asked: Report["asked"] }) {
  const words = text.dryRun;
  return (
    <ul className="flex flex-col gap-2">
      {asked.map((one, index) => (
        <li
          key={`${one.taskId}${one.path}${index}`}
          className="flex flex-wrap items-baseline gap-x-3 border-l-3 border-human pl-3"
        >
          <div className="min-w-48 flex-1">
            <Where place={one} />
            <p className="text-xs text-soft">{one.why}</p>
          </div>
          <Badge tone={one.assumed ? "plain" : "human"} icon={User}>
            {one.assumed ? words.assumed : words.asked}
          </Badge>
        </li>
      ))}
    </ul>
  );
}

function Cost({ cost }: { cost: Report["cost"] }) {
  const words = text.dryRun;
  return (
    <dl className="grid grid-cols-[max-content_1fr] gap-x-6 gap-y-1">
      <dt className="text-soft">{words.expectedLabel}</dt>
      <dd>
        {cost.expectedMicros === null ? words.expectedUnknown : words.expected(costOf(cost.expectedMicros), cost.runs)}
      </dd>
      <dt className="text-soft">{words.spent}</dt>
      <dd>{costOf(cost.spentMicros)}</dd>
    </dl>
  );
}

function Where({ place }: { place: { taskId: number; path: string; title: string | null } }) {
  return (
    <Link
      to="/tasks/$id"
      params={{ id: String(place.taskId) }}
      search={{ step: place.path }}
      className="font-medium hover:underline"
      dir="auto"
    >
      {place.title ?? place.path}
    </Link>
  );
}

function answeredFrom({ from, taskId }: Report["actions"][number]["from"]): string {
  const words = text.dryRun.from;
  return from === "record" ? words.record(taskId) : words[from];
}
