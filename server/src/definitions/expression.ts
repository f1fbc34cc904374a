import { LRUCache } from "lru-cache";
import type { CompiledTemplate, Condition, Scope } from "./compiled.ts";
import { ExpressionError } from "./expression-error.ts";
import { fastOf, truthy, UNSURE } from "./fast.ts";
import { type LimitedExpression, parseLimited } from "./limited-jsonata.ts";
import { plainPath } from "./plain-path.ts";
import type { Node } from "./syntax.ts";
import { templateParts } from "./template-parts.ts";

export { ExpressionError } from "./expression-error.ts";

/**
 * A value of the definition with its expressions read. A text that is one `{{ … }}` keeps the type
 * of what it gives, with null for nothing; in other text expressions become text, and nothing
 * becomes "". Results may share memory with the scope: change neither.
 */
export function compileTemplate(value: unknown): CompiledTemplate {
  const run = runOf(value);
  if (!run) return { constant: true, value };
  return { constant: false, evaluate: async (scope) => await run(scope) };
}

/** `source` is one `{{ … }}`, or its inside alone. */
export function compileCondition(source: string): Condition {
  const expression = parseExpression(conditionSource(source).expression);
  return { evaluate: async (scope) => truthy(await expression.run(scope)) };
}

/** What stands between the braces of a condition, and where that begins in it. */
export function conditionSource(source: string): { expression: string; offset: number } {
  if (!source.includes("{{")) return { expression: source, offset: 0 };
  const parts = templateParts(source).filter((part) => !("text" in part && part.text.trim() === ""));
  const [part] = parts;
  if (parts.length !== 1 || part === undefined || "text" in part) {
    throw new ExpressionError('write one expression, such as "{{ steps.total > 100 }}", and no text around it', {
      source,
    });
  }
  return part;
}

export interface ParsedExpression {
  ast: Node;
  /** a value, or the promise of one where JSONata itself is needed */
  run: (scope: Scope) => unknown;
}

/** Definitions share expressions, and a definition is compiled again for every snapshot of it. */
const parsed = new LRUCache<string, ParsedExpression>({
  max: 10_000,
  maxSize: 2_000_000,
  sizeCalculation: (_expression, source) => source.length + 1,
});
const MAX_LENGTH = 10_000;

export function parseExpression(source: string): ParsedExpression {
  const known = parsed.get(source);
  if (known) return known;
  const expression = parse(source);
  parsed.set(source, expression);
  return expression;
}

function parse(source: string): ParsedExpression {
  if (source.trim() === "") {
    throw new ExpressionError('there is nothing between "{{" and "}}"', { source, position: 0 });
  }
  if (source.length > MAX_LENGTH) {
    throw new ExpressionError("an expression is longer than 10,000 characters; cut it into steps", { source });
  }
  const path = plainPath(source);
  if (path && !source.includes("__proto__")) {
    let limited: LimitedExpression | undefined;
    return withFast(path, (scope) => (limited ??= parseLimited(source)).evaluate(scope));
  }
  const limited = parseLimited(source);
  return withFast(limited.ast, limited.evaluate);
}

function withFast(ast: Node, evaluate: (scope: Scope) => Promise<unknown>): ParsedExpression {
  const fast = fastOf(ast);
  if (!fast) return { ast, run: evaluate };
  return {
    ast,
    run(scope) {
      const value = fast(scope);
      return value === UNSURE ? evaluate(scope) : value;
    },
  };
}

type Run = (scope: Scope) => unknown;

/** null: a constant */
function runOf(value: unknown): Run | null {
  if (typeof value === "string") return runOfText(value);
  if (Array.isArray(value)) return runOfList(value);
  if (value !== null && typeof value === "object") return runOfObject(value as Record<string, unknown>);
  return null;
}

function runOfText(text: string): Run | null {
  if (!text.includes("{{")) return null;
  const parts = templateParts(text);
  const [only] = parts;
  if (parts.length === 1 && only && "expression" in only) {
    const { run } = parseExpression(only.expression);
    return (scope) => {
      const value = run(scope);
      return value instanceof Promise ? value.then(orNull) : orNull(value);
    };
  }
  const pieces = parts.map((part) => ("text" in part ? part.text : parseExpression(part.expression).run));
  return async (scope) => {
    let result = "";
    for (const piece of pieces) {
      result += typeof piece === "string" ? piece : textOf(await piece(scope));
    }
    return result;
  };
}

function runOfList(list: unknown[]): Run | null {
  const runs = list.map(runOf);
  if (runs.every((run) => run === null)) return null;
  return async (scope) => {
    const result: unknown[] = [];
    for (const [index, run] of runs.entries()) result.push(run ? await run(scope) : list[index]);
    return result;
  };
}

function runOfObject(object: Record<string, unknown>): Run | null {
  const entries = Object.entries(object).map(([key, value]) => ({ key, value, run: runOf(value) }));
  if (entries.every(({ run }) => run === null)) return null;
  return async (scope) => {
    const result: Record<string, unknown> = {};
    for (const { key, value, run } of entries) result[key] = run ? await run(scope) : value;
    return result;
  };
}

function orNull(value: unknown): unknown {
  return value ?? null;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  // as JSONata's $string has it: 0.1 + 0.2 reads "0.3"
  if (typeof value === "number") return String(Number(value.toPrecision(15)));
  return JSON.stringify(value);
}
