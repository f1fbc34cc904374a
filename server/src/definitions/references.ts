import type { Node } from "./syntax.ts";

/** A path that an expression begins at the root: `steps.total` is {names: ["steps", "total"]}. */
export interface Reference {
  names: string[];
  /** offset of the first name in the expression */
  position: number;
}

/**
 * The paths from the root that an expression follows. Names inside of filters, of what is mapped
 * over and of groups belong to the member at hand, and are left out; `$$.…` is from the root.
 */
export function referencesOf(ast: Node): Reference[] {
  const found: Reference[] = [];
  visit(ast, true, found);
  return found;
}

function visit(value: unknown, atRoot: boolean, found: Reference[]): void {
  if (value === null || typeof value !== "object" || value instanceof RegExp) return;
  if (Array.isArray(value)) {
    for (const member of value) visit(member, atRoot, found);
    return;
  }
  const node = value as Node;
  switch (node.type) {
    case "path":
      return visitPath(node, atRoot, found);
    case "name":
      if (atRoot) found.push({ names: [String(node.value)], position: startOf(node) });
      return;
    case "transform":
      // its pattern and update speak of what it is applied to
      return visitMembers(node, false, found);
    default:
      return visitMembers(node, atRoot, found);
  }
}

function visitPath(path: Node, atRoot: boolean, found: Reference[]): void {
  const [first, ...rest] = path.steps ?? [];
  if (!first) return;
  const fromRoot = first.type === "variable" && first.value === "$" && !first.predicate ? rest : null;
  const names = namesOf(fromRoot ?? (atRoot ? [first, ...rest] : []));
  if (names.length > 0) {
    const start = fromRoot?.[0] ?? first;
    found.push({ names, position: startOf(start) });
  }
  if (first.type !== "name") visit(withoutInside(first), atRoot, found);
  visitInside(first, found);
  for (const step of rest) {
    visit(withoutInside(step), false, found);
    visitInside(step, found);
  }
  visit(path.group, false, found);
}

function namesOf(steps: Node[]): string[] {
  const names: string[] = [];
  for (const step of steps) {
    if (step.type !== "name") break;
    names.push(String(step.value));
    // what follows an index or a filter is a member of a member
    if (step.stages || step.predicate) break;
  }
  return names;
}

function visitInside(step: Node, found: Reference[]): void {
  visit(step.stages, false, found);
  visit(step.predicate, false, found);
}

function withoutInside(step: Node): Node {
  return { ...step, stages: undefined, predicate: undefined };
}

function visitMembers(node: Node, atRoot: boolean, found: Reference[]): void {
  for (const [key, member] of Object.entries(node)) {
    const inside = key === "stages" || key === "predicate" || key === "group";
    visit(member, atRoot && !inside, found);
  }
}

/** JSONata keeps where a name ends. */
function startOf(node: Node): number {
  return Math.max(0, (node.position ?? 0) - String(node.value).length);
}
