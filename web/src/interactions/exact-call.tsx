import type { ApprovedCall } from "@taskwright/api/interaction.ts";
import { Plug } from "lucide-react";
import { text } from "../text.ts";
import { Subject } from "./subject.tsx";

/** The one call that is agreed to: what it does, through which connection, and with what, to the letter. */
export function ExactCall({ call }: { call: ApprovedCall }) {
  return (
    <Subject
      value={call.args}
      title={
        <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <span className="font-mono text-sm font-medium text-ink">{call.tool}</span>
          <span className="text-soft">{text.steps.effects[call.effect]}</span>
          {call.connection && (
            <span className="inline-flex items-center gap-1 text-soft">
              <Plug size={12} aria-hidden />
              <bdi>{call.connection.name ?? text.none}</bdi>
            </span>
          )}
        </span>
      }
    />
  );
}
