import type { TaskSpent } from "@taskwright/api/task.ts";
import { costOf } from "../../format/money.ts";
import { number } from "../../format/number.ts";
import { text } from "../../text.ts";

/** What the work of models took, in the order in which people ask. */
export function Spent({ spent }: { spent: TaskSpent }) {
  return (
    <>
      {text.task.spentText(costOf(spent.costMicros), spent.tokensNew, spent.modelCalls, spent.toolCalls)}
      {spent.unpricedCalls > 0 && (
        <span className="text-faint"> · {text.task.unpriced(number(spent.unpricedCalls))}</span>
      )}
      {spent.estimatedCalls > 0 && (
        <span className="text-faint"> · {text.task.estimatedTurns(number(spent.estimatedCalls))}</span>
      )}
    </>
  );
}
