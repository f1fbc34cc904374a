/** A node of JSONata's syntax tree, as far as we look at it. */
export interface Node {
  type: string;
  value?: unknown;
  position?: number;
  steps?: Node[];
  stages?: { type: string; expr?: Node; position?: number }[];
  predicate?: { type: string; expr?: Node }[];
  lhs?: Node | [Node, Node][];
  rhs?: Node;
  condition?: Node;
  then?: Node;
  else?: Node;
  arguments?: Node[];
  procedure?: Node;
  focus?: string;
  index?: string;
  keepArray?: boolean;
  keepSingletonArray?: boolean;
  group?: unknown;
}

/**
 * What no expression may say: $eval would run text from anywhere; a $clone of the author's own
 * would let |…|…| change the task's values in place; __proto__ is no data.
 */
export function forbiddenIn(ast: Node): { message: string; position: number | null } | null {
  for (const node of nodesOf(ast)) {
    const position = node.position ?? null;
    const names = [node.type === "variable" ? node.value : null, node.focus, node.index];
    if (names.includes("eval")) return { message: "$eval is not available", position };
    if (names.includes("clone")) return { message: "$clone is not available; values never change", position };
    if ((node.type === "name" || node.type === "string") && node.value === "__proto__") {
      return { message: "__proto__ is not available", position };
    }
  }
  return null;
}

/**
 * JSONata changes some of its input in passing: grouping adds to an empty list, a call marks what
 * it calls, also where that turns out to be data. Such expressions work on a copy.
 */
export function isRisky(ast: Node): boolean {
  const bound = new Set<unknown>();
  for (const node of nodesOf(ast)) {
    if (node.type === "bind") bound.add((node.lhs as Node).value);
    if (node.type === "lambda") for (const argument of node.arguments ?? []) bound.add(argument.value);
    if (node.focus) bound.add(node.focus);
    if (node.index) bound.add(node.index);
  }
  for (const node of nodesOf(ast)) {
    if (node.group !== undefined || node.type === "transform") return true;
    const called = node.procedure;
    if (called && (called.type !== "variable" || bound.has(called.value))) return true;
  }
  return false;
}

/** Every node under `root`, itself included, in no particular order. */
export function* nodesOf(root: Node): Generator<Node> {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (next === null || typeof next !== "object" || next instanceof RegExp) continue;
    if (typeof (next as Node).type === "string") yield next as Node;
    for (const value of Object.values(next)) {
      if (value !== null && typeof value === "object") waiting.push(value);
    }
  }
}
