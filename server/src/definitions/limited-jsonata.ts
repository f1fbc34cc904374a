import jsonata from "jsonata";
import { ExpressionError } from "./expression-error.ts";
import { inTurn } from "./in-turn.ts";
import { LimitedRegExp, RegExpTimeout } from "../lib/limited-regexp.ts";
import { plain } from "./plain.ts";
import { LimitExceeded, MAX_TEXT, Scale } from "./weight.ts";
import { forbiddenIn, isRisky, type Node } from "./syntax.ts";
import type { Scope } from "./compiled.ts";

/**
 * JSONata blocks the event loop while it runs, heartbeats included: that is what bounds the time.
 * A member of a list costs about a microsecond per operation.
 */
const LIMITS = { timeout: 2_000, stack: 400, sequence: 250_000 };

export interface LimitedExpression {
  ast: Node;
  evaluate: (scope: Scope) => Promise<unknown>;
}

/** Parses an expression; evaluating it is limited in time, depth and size, and gives plain JSON. */
export function parseLimited(source: string): LimitedExpression {
  const expression = parse(source);
  const ast = expression.ast() as unknown as Node;
  const forbidden = forbiddenIn(ast);
  if (forbidden) throw new ExpressionError(forbidden.message, { source, position: forbidden.position });
  limit(expression);
  const copies = isRisky(ast);
  return {
    ast,
    async evaluate(scope) {
      // parallel branches add their results to the scope while this waits for its turn
      const input = copies ? structuredClone(scope) : { ...scope, steps: { ...scope.steps } };
      try {
        return plain(await inTurn(() => expression.evaluate(input, clockOf(scope))));
      } catch (error) {
        throw inWords(error, source);
      }
    },
  };
}

function parse(source: string): jsonata.Expression {
  try {
    const options = { ...LIMITS, RegexEngine: LimitedRegExp as unknown as RegExpConstructor };
    return jsonata(source, options);
  } catch (error) {
    throw inWords(error, source);
  }
}

function limit(expression: jsonata.Expression): void {
  const scales = new WeakMap<object, Scale>();
  expression.assign(AFTER_NODE, (node: Node, _input: unknown, frame: { base: object }, value: unknown) => {
    if (!makes(node, value)) return;
    let scale = scales.get(frame.base);
    if (!scale) scales.set(frame.base, (scale = new Scale()));
    scale.made(value);
  });
  expression.assign("eval", undefined);
  for (const [name, [implementation, signature]] of Object.entries(OWN_FUNCTIONS)) {
    expression.registerFunction(name, implementation, signature);
  }
}

/** JSONata calls what is bound to this name after every node that it has evaluated. */
const AFTER_NODE = Symbol.for("jsonata.__evaluate_exit") as unknown as string;

/** Whether this node has made its value, as opposed to having found it. */
function makes(node: Node, value: unknown): boolean {
  if (value === null || value === undefined) return false;
  switch (node.type) {
    case "function":
    case "apply":
    case "unary":
      return true;
    case "binary":
      return node.value === "&" || node.value === "..";
    case "path":
    case "wildcard":
    case "descendant":
      return (value as { sequence?: boolean }).sequence === true;
    default:
      return false;
  }
}

/** $now() and $millis() tell the scope's time: a step that is repeated computes the same again. */
function clockOf(scope: Scope): Record<string, unknown> {
  return {
    now: (picture?: string, timezone?: string) =>
      picture === undefined && timezone === undefined
        ? scope.now
        : formatTime.evaluate({ ms: Date.parse(scope.now), picture, timezone }),
    millis: () => Date.parse(scope.now),
  };
}
const formatTime = jsonata("$fromMillis(ms, picture, timezone)");

// oxlint-disable-next-line typescript/no-explicit-any -- what `this` is, JSONata's types do not say
const OWN_FUNCTIONS: Record<string, [implementation: any, signature: string]> = {
  pad: [pad, "<s-ns?:s>"],
  join: [join, "<a<s>s?:s>"],
  distinct: [distinct, "<x:x>"],
  spread: [spread, "<x-:a<o>>"],
};

function pad(text: string | undefined, width: number, char?: string): string | undefined {
  if (text === undefined) return undefined;
  if (Math.abs(width) > MAX_TEXT) throw new LimitExceeded("$pad makes a text of more than 10 million characters");
  // JSONata counts characters, not UTF-16 units
  const missing = Math.abs(Math.trunc(width)) - Array.from(text).length;
  if (missing <= 0) return text;
  const fill = char === undefined || char === "" ? [" "] : Array.from(char);
  const whole = fill.join("").repeat(Math.floor(missing / fill.length));
  const padding = fill.length === 1 ? whole : whole + fill.slice(0, missing % fill.length).join("");
  return width > 0 ? text + padding : padding + text;
}

function join(texts: string[] | undefined, separator = ""): string | undefined {
  if (texts === undefined) return undefined;
  let length = 0;
  for (const text of texts) length += text.length + separator.length;
  if (length > MAX_TEXT) throw new LimitExceeded("$join makes a text of more than 10 million characters");
  return texts.join(separator);
}

/** JSONata's own compares every pair: 250,000 members would block the process for minutes. */
function distinct(this: Focus, list: unknown): unknown {
  if (!Array.isArray(list) || list.length <= 1) return list;
  const found = (list as { sequence?: boolean }).sequence ? this.createSequence() : [];
  const seen = new Set<unknown>();
  for (const member of list) {
    const key = identity(member);
    if (seen.has(key)) continue;
    seen.add(key);
    found.push(member);
  }
  return found;
}

function identity(value: unknown): unknown {
  if (typeof value === "string") return `text ${value}`;
  if (value === null || typeof value !== "object" || isFunction(value)) return value;
  return `json ${canonical(value)}`;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === "object" && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

interface Focus {
  createSequence(): unknown[];
}

/** JSONata's own takes built-in functions apart, and hands out what is inside. */
function spread(this: Focus, value: unknown): unknown {
  if (Array.isArray(value)) {
    const result = this.createSequence();
    for (const member of value) {
      const inside = spread.call(this, member);
      if (Array.isArray(inside)) for (const each of inside) result.push(each);
      else if (inside !== undefined) result.push(inside);
    }
    return result;
  }
  if (value === null || typeof value !== "object" || isFunction(value)) return value;
  const result = this.createSequence();
  for (const [key, member] of Object.entries(value)) {
    result.push(Object.assign(Object.create(null), { [key]: member }));
  }
  return result;
}

function isFunction(value: object): boolean {
  return "_jsonata_function" in value || "_jsonata_lambda" in value;
}

function inWords(error: unknown, source: string): ExpressionError {
  const { code, message, position } = error as { code?: string; message?: string; position?: number };
  const where = { source, position: typeof position === "number" ? position : null, cause: error };
  if (error instanceof LimitExceeded || error instanceof RegExpTimeout) {
    return new ExpressionError(error.message, where);
  }
  if (error instanceof RangeError) {
    const tooLong = error.message.includes("string length");
    return new ExpressionError(tooLong ? "it makes a text that is too long" : WORDS.D1011!, where);
  }
  const words = code === undefined ? undefined : WORDS[code];
  return new ExpressionError(words ?? message ?? "the expression cannot be evaluated", where);
}

const WORDS: Record<string, string> = {
  D1011: "it is nested or recurses too deeply",
  D1012: "it takes longer than 2 s; work on less at a time",
  D2014: "it makes a list of more than 250,000 members; work on less at a time",
  D2015: "it makes a list of more than 250,000 members; work on less at a time",
  S0207: "the expression ends too early; is something missing?",
  S0500: "the expression cannot be read",
};
