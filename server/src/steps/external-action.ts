import type { Tool } from "../apps/tool.ts";
import type { ActionWrite } from "../engine/journal.ts";

const LONGEST = 500;

/** The ledger's row for a call that was made; null: nothing was done outside. */
export function externalAction(tool: Tool, args: unknown, output: unknown): ActionWrite | null {
  if (tool.effect !== "external") return null;
  const effect = tool.external ? tool.external(args, output) : { what: tool.title };
  if (!effect) return null;
  return {
    tool: tool.name,
    app: tool.name.split(".", 1)[0]!,
    what: effect.what.slice(0, LONGEST),
    target: effect.target?.slice(0, LONGEST) ?? null,
    remoteId: effect.remoteId?.slice(0, LONGEST) ?? null,
    url: effect.url?.slice(0, LONGEST) ?? null,
    undo: tool.undo?.(args, output) ?? null,
  };
}

/** Nobody here saw the answer: a person looked, and says that it happened. */
export function actionByWord(tool: Tool): ActionWrite | null {
  if (tool.effect !== "external") return null;
  const what = `${tool.title} (its answer was lost; a person says that it happened)`;
  return {
    tool: tool.name,
    app: tool.name.split(".", 1)[0]!,
    what,
    target: null,
    remoteId: null,
    url: null,
    undo: null,
  };
}
