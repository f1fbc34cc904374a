import { conditionSource, parseExpression } from "./expression.ts";
import { nodesOf } from "./syntax.ts";
import { templateParts } from "./template-parts.ts";

/**
 * Whether a value with expressions comes to the same whenever it is evaluated over the same steps: it
 * follows paths, compares and calculates, but asks for no time and calls nothing: `$now()` and `$random()`
 * are calls too.
 */
export function isSteady(value: unknown): boolean {
  if (typeof value === "string") return !value.includes("{{") || expressionsOf(value).every(isSteadyExpression);
  if (value === null || typeof value !== "object") return true;
  return Object.values(value).every(isSteady);
}

export function isSteadyCondition(source: string): boolean {
  return isSteadyExpression(conditionSource(source).expression);
}

function expressionsOf(text: string): string[] {
  return templateParts(text).flatMap((part) => ("expression" in part ? [part.expression] : []));
}

const STEADY = new Set(["path", "name", "string", "number", "value", "unary", "binary", "condition", "filter"]);

function isSteadyExpression(source: string): boolean {
  for (const { type, value } of nodesOf(parseExpression(source).ast)) {
    if (!STEADY.has(type) || (type === "name" && value === "now")) return false;
  }
  return true;
}
