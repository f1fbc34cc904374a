import type { UseStep } from "@taskwright/api/language.ts";
import { z } from "zod";
import type { Tool } from "../apps/tool.ts";
import type { Check } from "./check.ts";
import type { Sight } from "./check-expressions.ts";
import type { Path } from "./places.ts";
import { didYouMean } from "./suggest.ts";
import { reportZodIssues } from "./zod-words.ts";

/** The tool is there, takes these arguments, and the constant ones among them are right. */
export function checkToolCall({ tools, findings, expressions }: Check, step: UseStep, path: Path, sight: Sight): void {
  const tool = tools.get(step.use);
  const given = step.with ?? {};
  const constants: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (expressions.template(value, [...path, "with", name], sight)) constants[name] = value;
  }
  if (!tool) {
    const why = step.use.includes("{{") ? "a tool is named, not computed" : `there is no tool "${step.use}"`;
    return findings.error(
      [...path, "use"],
      `${why}.${didYouMean(step.use, tools.keys()) || sameApp(step.use, tools.keys())}`,
    );
  }
  const place = [...path, "with"];
  const checked = { schema: tool.args, value: constants, path: place, what: `the arguments of ${tool.name}` };
  const { error } = tool.args.safeParse(constants);
  const issues = (error?.issues ?? []).filter((issue) => isKnownNow(issue, given, constants));
  reportZodIssues(issues, checked, findings);
  for (const name of unknownArguments(tool, given, error?.issues ?? [])) {
    const known = Object.keys(shapeOf(tool) ?? {});
    findings.errorAtKey(
      [...place, name],
      `the tool ${tool.name} takes no "${name}".${didYouMean(name, known) || ` It takes ${known.join(", ")}.`}`,
    );
  }
}

/** What an expression will give is not known; nor is what zod says of the arguments as a whole. */
function isKnownNow(
  issue: z.core.$ZodIssue,
  given: Record<string, unknown>,
  constants: Record<string, unknown>,
): boolean {
  if (issue.path.length === 0) {
    const complete = Object.keys(given).length === Object.keys(constants).length;
    return complete && issue.code !== "unrecognized_keys";
  }
  const [name] = issue.path as string[];
  return !Object.hasOwn(given, name!) || Object.hasOwn(constants, name!);
}

function unknownArguments(tool: Tool, given: Record<string, unknown>, issues: z.core.$ZodIssue[]): string[] {
  const shape = shapeOf(tool);
  if (shape) return Object.keys(given).filter((name) => !Object.hasOwn(shape, name));
  return issues.flatMap((issue) => (issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys : []));
}

/** null: not an object, or one that takes any name */
function shapeOf(tool: Tool): Record<string, unknown> | null {
  const { args } = tool;
  if (!(args instanceof z.ZodObject)) return null;
  const rest = args.def.catchall;
  return rest && rest._zod.def.type !== "never" ? null : args.shape;
}

function sameApp(wrong: string, known: Iterable<string>): string {
  const app = `${wrong.split(".")[0]}.`;
  const tools = [...known].filter((name) => name.startsWith(app));
  return tools.length === 0 ? "" : ` There are ${tools.join(", ")}.`;
}
