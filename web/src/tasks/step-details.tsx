import type { Step, StepDetails as WholeStep } from "@taskwright/api/step.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { duration } from "../format/duration.ts";
import { exactTime } from "../format/time.ts";
import { text } from "../text.ts";
import { CopyButton } from "../ui/copy.tsx";
import { DataView } from "../ui/data-view.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Failed, Skeleton } from "../ui/states.tsx";
import { AgentWork } from "./agent/agent-work.tsx";
import { turnText } from "./agent/names.ts";
import { TurnBody, WritingAtLength } from "./agent/turn-body.tsx";
import { Countdown } from "./countdown.tsx";
import { LongBody } from "./long-body.tsx";
import type { TimelineNode } from "./nest.ts";
import { bodyAddress, stepQuery } from "./queries.ts";
import { StepError } from "./step-error.tsx";
import { StepLog } from "./step-log.tsx";
import { nodeLabel } from "./step-row.tsx";
import { readWait } from "./step-wait.ts";

/** What went in, what came out, when, and what went wrong; one attempt at a time. Not headed below a request of the same title. */
export function StepDetails({
  task,
  node,
  headed,
  actions,
}: {
  task: number;
  node: TimelineNode;
  headed: boolean;
  actions: ReactNode;
}) {
  const [attempt, setAttempt] = useState<number>();
  const step = node.attempts.find((one) => one.attempt === attempt) ?? node.step;
  return (
    <section aria-label={text.steps.details} className="flex min-w-0 flex-col gap-4 p-4">
      <header className="flex flex-col gap-1">
        {headed && (
          <h2 dir="auto" className="text-base font-semibold">
            {nodeLabel(node)}
          </h2>
        )}
        {nodeLabel(node) !== node.path && (
          <p className="flex items-center font-mono text-xs text-faint">
            {node.path}
            <CopyButton value={node.path} size={12} />
          </p>
        )}
        {node.attempts.length > 1 && (
          <Segmented
            label={text.steps.attemptsLabel}
            value={String(step?.attempt)}
            onChange={(value) => setAttempt(Number(value))}
            options={node.attempts.map((one) => ({
              value: String(one.attempt),
              label: `${text.steps.attempt(one.attempt)} · ${text.steps.statuses[one.status]}`,
            }))}
          />
        )}
      </header>
      {step?.kind === "agent" && <AgentWork task={task} node={node} />}
      {step ? (
        <Attempt key={step.attempt} task={task} step={step} actions={step === node.step ? actions : null} />
      ) : (
        <p className="text-faint">{text.steps.noRow}</p>
      )}
    </section>
  );
}

function Attempt({ task, step, actions }: { task: number; step: Step; actions: ReactNode }) {
  const whole = useQuery(stepQuery(task, step));
  const [log, setLog] = useState(false);
  const bodies = whole.data;
  return (
    <>
      <Facts step={step} />
      {step.error && <StepError error={whole.data?.error ?? step.error} />}
      {actions}
      {step.kind === "model" && step.status === "running" && <WritingAtLength path={step.path} />}
      {whole.isError ? (
        <Failed error={whole.error} onRetry={() => void whole.refetch()} />
      ) : !bodies ? (
        <Skeleton className="h-24" />
      ) : (
        <>
          {(step.status === "complete" || !isNothing(bodies.output) || bodies.long.output) && (
            <Part title={text.steps.output}>
              {isNothing(bodies.output) && !bodies.long.output ? (
                <Nothing>{text.steps.noOutput}</Nothing>
              ) : (
                <Body task={task} step={bodies} part="output" />
              )}
            </Part>
          )}
          {(!isNothing(bodies.input) || bodies.long.input) && (
            <Part title={text.steps.input}>
              <Body task={task} step={bodies} part="input" />
            </Part>
          )}
        </>
      )}
      <details onToggle={(event) => setLog(event.currentTarget.open)}>
        <summary className="font-medium">{text.steps.log}</summary>
        {log && <StepLog task={task} step={step} />}
      </details>
    </>
  );
}

function Body({ task, step, part }: { task: number; step: WholeStep; part: "input" | "output" }) {
  const label = text.steps[part];
  const long = step.long[part];
  if (long) return <LongBody address={bodyAddress(task, step, part)} label={label} long={long} />;
  if (step.kind === "model" && part === "output") return <TurnBody output={step.output} />;
  return <DataView value={step[part]} label={label} />;
}

function Facts({ step }: { step: Step }) {
  const wait = step.status === "waiting" ? readWait(step) : null;
  const subtask = readWait(step)?.taskId ?? null;
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      <Fact label={text.steps.status}>{text.steps.statuses[step.status]}</Fact>
      <Fact label={text.steps.began}>{exactTime(step.startedAt)}</Fact>
      {step.durationMs !== null && <Fact label={text.steps.took}>{duration(step.durationMs)}</Fact>}
      {step.tool && (
        <Fact label={text.steps.tool}>
          <span className="font-mono text-xs">{step.tool}</span>
          {step.effect && <span className="text-faint"> · {text.steps.effects[step.effect]}</span>}
        </Fact>
      )}
      {step.usage && <Fact label={text.steps.usage}>{turnText(step)}</Fact>}
      {step.rule && (
        <Fact label={text.steps.rule}>
          {text.steps.policies[step.rule.policy]}: {step.rule.text}
        </Fact>
      )}
      {wait && subtask === null && (
        <Fact label={text.steps.waitsFor}>
          {wait.words}
          {wait.until && (
            <span className="text-faint">
              {" "}
              · <Countdown until={wait.until} />
            </span>
          )}
        </Fact>
      )}
      {subtask !== null && (
        <Fact label={text.steps.kinds.task}>
          <Link to="/tasks/$id" params={{ id: String(subtask) }} className="underline">
            {text.steps.openSubtask(subtask)}
          </Link>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-faint">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
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
