import type { Scope } from "./compiled.ts";
import type { Node } from "./syntax.ts";

/** The answer of a quick evaluation that met what only JSONata itself treats right. */
export const UNSURE = Symbol("unsure");
export type Fast = (scope: Scope) => unknown;

/**
 * JSONata evaluates every node in an async function of its own: some 5 µs for `inputs.a.b`. Most
 * expressions are paths and comparisons of paths; these are walked by hand, with the same results
 * (held by a property test), and give up with UNSURE where lists would be mapped, texts formatted
 * or errors raised. Returns null for anything that is not that simple.
 */
export function fastOf(ast: Node): Fast | null {
  switch (ast.type) {
    case "string":
    case "number":
    case "value":
      return () => ast.value;
    case "path":
      return fastPath(ast);
    case "binary":
      return fastBinary(ast);
    case "condition":
      return fastCondition(ast);
    case "function":
      return fastNot(ast);
    default:
      return null;
  }
}

type PathStep = { name: string; indexes: number[] };

function fastPath(ast: Node): Fast | null {
  if (ast.group !== undefined || ast.keepSingletonArray) return null;
  const steps: PathStep[] = [];
  for (const node of ast.steps ?? []) {
    const { type, value, stages = [] } = node;
    if (type !== "name" || typeof value !== "string" || value === "__proto__") return null;
    if (node.focus || node.index || node.keepArray || node.predicate) return null;
    const indexes: number[] = [];
    for (const stage of stages) {
      if (stage.type !== "filter" || stage.expr?.type !== "number") return null;
      indexes.push(Math.floor(stage.expr.value as number));
    }
    steps.push({ name: value, indexes });
  }
  return steps.length === 0 ? null : (scope) => walk(scope, steps);
}

function walk(scope: Scope, steps: PathStep[]): unknown {
  let value: unknown = scope;
  for (const { name, indexes } of steps) {
    // a list in the middle of a path is mapped over
    if (Array.isArray(value)) return UNSURE;
    value = member(value, name);
    for (const index of indexes) {
      const list: unknown[] = Array.isArray(value) ? value : [value];
      value = list[index < 0 ? list.length + index : index];
    }
    if (value === undefined) return undefined;
  }
  return value;
}

function member(value: unknown, name: string): unknown {
  if (value === null || typeof value !== "object" || !Object.hasOwn(value, name)) return undefined;
  const { _jsonata_function, _jsonata_lambda } = value as Record<string, unknown>;
  if (_jsonata_function === true || _jsonata_lambda === true) return undefined;
  return (value as Record<string, unknown>)[name];
}

function fastBinary(ast: Node): Fast | null {
  const left = fastOf(ast.lhs as Node);
  const right = fastOf(ast.rhs as Node);
  if (!left || !right) return null;
  const operator = ast.value as string;
  if (operator === "and" || operator === "or") return fastBoolean(operator, left, right);
  const operate = OPERATORS[operator];
  if (!operate) return null;
  return (scope) => {
    const a = left(scope);
    const b = right(scope);
    return a === UNSURE || b === UNSURE ? UNSURE : operate(a, b);
  };
}

function fastBoolean(operator: "and" | "or", left: Fast, right: Fast): Fast {
  return (scope) => {
    const a = left(scope);
    if (a === UNSURE) return UNSURE;
    if (truthy(a) === (operator === "or")) return operator === "or";
    const b = right(scope);
    return b === UNSURE ? UNSURE : truthy(b);
  };
}

type Operate = (a: unknown, b: unknown) => unknown;
const OPERATORS: Record<string, Operate | undefined> = {
  "=": (a, b) => equality(a, b, a === b),
  "!=": (a, b) => equality(a, b, a !== b),
  "<": (a, b) => comparison(a, b, (x, y) => x < y),
  "<=": (a, b) => comparison(a, b, (x, y) => x <= y),
  ">": (a, b) => comparison(a, b, (x, y) => x > y),
  ">=": (a, b) => comparison(a, b, (x, y) => x >= y),
  "+": (a, b) => arithmetic(a, b, (x, y) => x + y),
  "-": (a, b) => arithmetic(a, b, (x, y) => x - y),
  "*": (a, b) => arithmetic(a, b, (x, y) => x * y),
  "&": (a, b) => concatenation(a, b),
};

function equality(a: unknown, b: unknown, result: boolean): unknown {
  if (a === undefined || b === undefined) return false;
  return isObject(a) || isObject(b) ? UNSURE : result;
}

function comparison(a: unknown, b: unknown, compare: (x: number, y: number) => boolean): unknown {
  const known = (typeof a === "number" || typeof a === "string") && typeof a === typeof b;
  return known ? compare(a as number, b as number) : UNSURE;
}

function arithmetic(a: unknown, b: unknown, compute: (x: number, y: number) => number): unknown {
  if (typeof a !== "number" || typeof b !== "number") return UNSURE;
  const result = compute(a, b);
  return Number.isFinite(result) ? result : UNSURE;
}

function concatenation(a: unknown, b: unknown): unknown {
  if (typeof a !== "string" || typeof b !== "string") return UNSURE;
  return a.length + b.length > 1_000_000 ? UNSURE : a + b;
}

function fastCondition(ast: Node): Fast | null {
  const condition = fastOf(ast.condition as Node);
  const then = fastOf(ast.then as Node);
  const otherwise = ast.else ? fastOf(ast.else) : () => undefined;
  if (!condition || !then || !otherwise) return null;
  return (scope) => {
    const holds = condition(scope);
    if (holds === UNSURE) return UNSURE;
    return truthy(holds) ? then(scope) : otherwise(scope);
  };
}

function fastNot(ast: Node): Fast | null {
  const [argument, ...more] = ast.arguments ?? [];
  const isNot = ast.procedure?.type === "variable" && ast.procedure.value === "not";
  const value = isNot && argument && more.length === 0 ? fastOf(argument) : null;
  if (!value) return null;
  return (scope) => {
    const given = value(scope);
    return given === UNSURE || given === undefined || isObject(given) ? UNSURE : !truthy(given);
  };
}

function isObject(value: unknown): boolean {
  return value !== null && typeof value === "object";
}

/** What JSONata takes for true: a list with a true member, an object with a key, no empty text, no 0. */
export function truthy(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.length === 1 ? truthy(value[0]) : value.some(truthy);
  }
  if (isObject(value)) return Object.keys(value as object).length > 0;
  return Boolean(value);
}
