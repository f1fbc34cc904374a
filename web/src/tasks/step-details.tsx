import type { Step } from "@taskwright/api/step.ts";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { duration } from "../format/duration.ts";
import { exactTime } from "../format/time.ts";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { CopyButton } from "../ui/copy.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { Moment } from "../ui/moment.tsx";
import type { TimelineNode } from "./nest.ts";
import { nodeLabel } from "./step-row.tsx";
import { readWait } from "./step-wait.ts";

/** What went in, what came out, when, and what went wrong; one attempt at a time. Not headed below a request of the same title. */
export function StepDetails({ node, headed }: { node: TimelineNode; headed: boolean }) {
  const [attempt, setAttempt] = useState<number>();
  const step = node.attempts.find((one) => one.attempt === attempt) ?? node.step;
  return (
    <section aria-label={text.steps.details} className="flex flex-col gap-4 p-4">
      <header className="flex flex-col gap-1">
        {headed && <h2 className="text-base font-semibold">{nodeLabel(node)}</h2>}
        {nodeLabel(node) !== node.path && (
          <p className="flex items-center font-mono text-xs text-faint">
            {node.path}
            <CopyButton value={node.path} size={12} />
          </p>
        )}
        {node.attempts.length > 1 && (
          <div className="flex flex-wrap gap-1">
            {node.attempts.map((one) => (
              <button
                key={one.attempt}
                type="button"
                aria-pressed={one === step}
                onClick={() => setAttempt(one.attempt)}
                className={clsx(buttonClass(), "min-h-7", one === step && "bg-raised font-medium")}
              >
                {text.steps.attempt(one.attempt)} · {text.steps.statuses[one.status]}
              </button>
            ))}
          </div>
        )}
      </header>
      {step && <Facts step={step} />}
      {step?.error && (
        <Part title={text.steps.error}>
          <div className="rounded-md border border-bad-line bg-bad-wash p-3">
            <p className="font-medium whitespace-pre-wrap text-bad">{step.error.message}</p>
            <p className="text-xs text-soft">{step.error.code}</p>
          </div>
          {step.error.details !== undefined && step.error.details !== null && (
            <JsonView value={step.error.details} label={text.steps.error} />
          )}
        </Part>
      )}
      {step && (
        <>
          {!isNothing(step.input) && (
            <Part title={text.steps.input}>
              <JsonView value={step.input} label={text.steps.input} />
            </Part>
          )}
          {step.status === "complete" && (
            <Part title={text.steps.output}>
              {isNothing(step.output) ? (
                <Nothing>{text.steps.noOutput}</Nothing>
              ) : (
                <JsonView value={step.output} label={text.steps.output} />
              )}
            </Part>
          )}
        </>
      )}
    </section>
  );
}

function Facts({ step }: { step: Step }) {
  const wait = step.status === "waiting" ? readWait(step) : null;
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      <Fact label={text.steps.began}>
        <span title={exactTime(step.startedAt)}>{exactTime(step.startedAt)}</span>
      </Fact>
      {step.durationMs !== null && <Fact label={text.steps.took}>{duration(step.durationMs)}</Fact>}
      {step.tool && (
        <Fact label={text.steps.tool}>
          <span className="font-mono text-xs">{step.tool}</span>
          {step.effect && <span className="text-faint"> · {text.steps.effects[step.effect]}</span>}
        </Fact>
      )}
      {wait && (
        <Fact label={text.steps.waitsFor}>
          {wait.taskId === null ? (
            wait.words
          ) : (
            <Link to="/tasks/$id" params={{ id: String(wait.taskId) }} className="underline">
              {text.steps.openSubtask(wait.taskId)}
            </Link>
          )}
          {wait.until && (
            <span className="text-faint">
              {" "}
              · <Moment at={wait.until} />
            </span>
          )}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-faint">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <h3 className="font-medium">{title}</h3>
      {children}
    </div>
  );
}

function Nothing({ children }: { children: ReactNode }) {
  return <p className="text-faint">{children}</p>;
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "object" && Object.keys(value).length === 0);
}
