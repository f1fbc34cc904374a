import type { PlanItem } from "@taskwright/api/task.ts";
import { Circle, CircleCheck, CircleDot, CircleSlash } from "lucide-react";
import { text } from "../../text.ts";
import { clsx } from "../../ui/clsx.ts";

const SIGNS = { open: Circle, doing: CircleDot, done: CircleCheck, dropped: CircleSlash } satisfies Record<
  PlanItem["state"],
  unknown
>;
const LOOKS: Record<PlanItem["state"], string> = {
  open: "text-soft",
  doing: "font-medium",
  done: "text-soft",
  dropped: "text-faint line-through",
};

/** What an agent set out to do, ticked as it says. */
export function Plan({ items }: { items: PlanItem[] }) {
  const counted = items.filter(({ state }) => state !== "dropped");
  return (
    <section aria-label={text.steps.plan} className="flex flex-col gap-2 rounded-lg border border-line p-3">
      <h3 className="flex items-baseline justify-between gap-3 font-medium">
        {text.steps.plan}
        <span className="text-xs font-normal text-faint">
          {text.steps.planDone(counted.filter(({ state }) => state === "done").length, counted.length)}
        </span>
      </h3>
      <ol className="flex flex-col gap-1">
        {items.map(({ text: words, state }, index) => {
          const Sign = SIGNS[state];
          return (
            // items have no identity but their place
            <li key={index} className="flex items-start gap-2">
              <Sign
                size={16}
                aria-hidden
                className={clsx(
                  "mt-0.5 shrink-0",
                  state === "done" ? "text-good" : state === "doing" ? "text-busy" : "text-faint",
                )}
              />
              <span dir="auto" className={LOOKS[state]}>
                {words}
                <span className="sr-only"> ({text.steps.planStates[state]})</span>
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
