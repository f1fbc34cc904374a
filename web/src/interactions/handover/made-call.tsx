import type { HandoverCall } from "@taskwright/api/interaction.ts";
import { text } from "../../text.ts";
import { inWords } from "../../text/sentences.ts";
import { clsx } from "../../ui/clsx.ts";
import { DataView } from "../../ui/data-view.tsx";

/** A call somebody made meanwhile: what was given, and what it gave. */
export function MadeCall({ call }: { call: HandoverCall }) {
  return (
    <li className="flex flex-col gap-2 rounded-lg border border-line p-3">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-mono text-xs">{call.tool}</span>
        <span role="status" className={clsx("text-xs", call.status === "error" ? "text-bad" : "text-faint")}>
          {text.steps.statuses[call.status]}
        </span>
      </p>
      {call.error && <p className="text-bad">{inWords(call.error.sentence, call.error.message)}</p>}
      {call.output !== null && call.output !== undefined && <DataView value={call.output} label={call.tool} />}
      {call.args !== null && (
        <details>
          <summary className="text-xs text-faint">{text.inbox.handover.args}</summary>
          <DataView value={call.args} label={text.inbox.handover.args} />
        </details>
      )}
    </li>
  );
}
