import { createHash } from "node:crypto";
import type { Effect } from "@taskwright/api/step.ts";
import type { JsonSchema } from "../tool.ts";

/** A tool of an imported app as it is kept. */
export interface ImportedTool {
  /** "<app>.<operation>" */
  name: string;
  title: string;
  description: string;
  /** what calling it seems to mean; a person confirms it */
  effect: Effect;
  args: JsonSchema;
  result: JsonSchema | null;
  /** how it is called over there */
  call: unknown;
}

/** Another one when anything is another that the tool says of itself: what was confirmed is void then. */
export function versionOf({ title, description, args, result, call }: ImportedTool): string {
  const said = JSON.stringify([title, description, args, result, call]);
  return createHash("sha256").update(said).digest("hex").slice(0, 16);
}
