import { useQuery } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import { useEffect, useId, useState, type ReactNode } from "react";
import { useMay, useSession } from "../access/session.ts";
import { text } from "../text.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { ChooseStep } from "./choose-step.tsx";
import { DecideStep } from "./decide-step.tsx";
import { keepSteps, type KeptSteps, readSteps } from "./kept-steps.ts";
import { doneQuery } from "./queries.ts";
import { RunStep } from "./run-step.tsx";

const words = text.home.steps;
type StepId = "choose" | "run" | "decide";

/** Shown to whoever may run and decide, until they have done both or want to see it no more. */
export function FirstSteps() {
  const actor = useSession()?.actor;
  const mayRun = useMay("task.create");
  const mayDecide = useMay("interaction.respond");
  if (actor?.type !== "user" || actor.id === null || !mayRun || !mayDecide) return null;
  return <Steps user={actor.id} />;
}

function Steps({ user }: { user: number }) {
  const heading = useId();
  const [kept, setKept] = useState(() => readSteps(user));
  const done = useQuery({ ...doneQuery(user), enabled: !kept.dismissed }).data;
  const [opened, setOpened] = useState<StepId>();
  const keep = (change: KeptSteps) => {
    const next = { ...kept, ...change };
    keepSteps(user, next);
    setKept(next);
  };
  const unfinished = done !== undefined && !(done.ran && done.decided);
  useEffect(() => {
    if (unfinished && !kept.seen) keep({ seen: true });
  });
  if (kept.dismissed || !done || !(unfinished || kept.seen)) return null;

  const ticks: Record<StepId, boolean> = {
    choose: done.ran !== null || kept.chosen !== undefined,
    run: done.ran !== null,
    decide: done.decided,
  };
  const current = opened ?? (Object.keys(ticks) as StepId[]).find((step) => !ticks[step]);
  const dismiss = () => keep({ dismissed: true });
  return (
    <section aria-labelledby={heading} className="rounded-lg border border-line bg-page">
      <div className="flex items-start justify-between gap-4 px-4 pt-3 pb-1">
        <div>
          <h2 id={heading} className="text-base font-semibold">
            {unfinished ? words.title : words.allTitle}
          </h2>
          <p className="text-soft">{unfinished ? words.text : words.allText}</p>
        </div>
        {unfinished ? (
          <IconButton label={words.dismiss} onClick={dismiss} className="-mr-2">
            <X size={16} />
          </IconButton>
        ) : (
          <Button onClick={dismiss}>{words.allDone}</Button>
        )}
      </div>
      <ol className="p-2">
        <Step
          number={1}
          title={words.chooseTitle}
          done={ticks.choose}
          open={current === "choose"}
          onOpen={() => setOpened("choose")}
        >
          <ChooseStep
            chosen={kept.chosen}
            onChoose={(chosen) => {
              keep({ chosen });
              setOpened("run");
            }}
          />
        </Step>
        <Step
          number={2}
          title={words.runTitle}
          done={ticks.run}
          open={current === "run"}
          onOpen={() => setOpened("run")}
        >
          <RunStep chosen={kept.chosen} ran={done.ran} onRan={() => setOpened(undefined)} />
        </Step>
        <Step
          number={3}
          title={words.decideTitle}
          done={ticks.decide}
          open={current === "decide"}
          onOpen={() => setOpened("decide")}
        >
          <DecideStep decided={done.decided} preferTask={done.ran?.id} onDecided={() => setOpened(undefined)} />
        </Step>
      </ol>
    </section>
  );
}

function Step(props: {
  number: number;
  title: string;
  done: boolean;
  open: boolean;
  onOpen(): void;
  children: ReactNode;
}) {
  return (
    <li className={clsx("rounded-md border", props.open ? "border-line bg-surface" : "border-transparent")}>
      <h3>
        <button
          type="button"
          aria-expanded={props.open}
          onClick={props.onOpen}
          className="flex min-h-10 w-full items-center gap-3 rounded-md px-2 text-left hover:bg-raised"
        >
          <span
            className={clsx(
              "flex size-6 shrink-0 items-center justify-center rounded-full border text-xs font-semibold",
              props.done ? "border-transparent bg-good text-surface" : "border-control text-soft",
            )}
          >
            {props.done ? <Check size={14} aria-hidden /> : props.number}
          </span>
          <span className={clsx(props.open && "font-semibold", props.done && !props.open && "text-soft")}>
            {props.title}
          </span>
          {props.done && <span className="sr-only">({words.done})</span>}
        </button>
      </h3>
      {props.open && <div className="flex flex-col gap-3 px-2 pb-3 sm:pl-11">{props.children}</div>}
    </li>
  );
}
