import type { ApprovedCall } from "@taskwright/api/interaction.ts";
import { Plug } from "lucide-react";
import { text } from "../text.ts";
import { Subject } from "./subject.tsx";

/**
 * The one call that is agreed to: what it does, through which connection, and with what, to the letter.
 * `asked`: what the request was made of; it has the arguments in the order they were written in.
 */
export function ExactCall({ call, asked }: { call: ApprovedCall; asked: unknown }) {
  return (
    <Subject
      value={inOrderOf(call.args, (asked as { args?: unknown } | null | undefined)?.args)}
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

function inOrderOf(args: unknown, written: unknown): unknown {
  if (!isRecord(args) || !isRecord(written)) return args;
  const names = Object.keys(written).filter((name) => Object.hasOwn(args, name));
  return Object.fromEntries([...new Set([...names, ...Object.keys(args)])].map((name) => [name, args[name]]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
