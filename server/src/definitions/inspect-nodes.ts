import { type Document, isAlias, isCollection, isMap, isPair, isScalar, type Node } from "yaml";
import type { Findings } from "./findings.ts";

const MAX_DEPTH = 60;
const MAX_NODES = 100_000;

/** Finds what YAML allows and a definition does not, before it is made into values. */
export function inspectNodes(document: Document.Parsed, source: string, findings: Findings): void {
  let nodes = 0;
  const visit = (node: Node | null | undefined, depth: number): void => {
    if (!node || findings.hasErrors) return;
    nodes++;
    const [start, end] = node.range ?? [0, 0];
    const error = (message: string) => findings.errorBetween(start, end, message);
    if (depth > MAX_DEPTH) return error(`it is nested deeper than ${MAX_DEPTH} levels`);
    if (nodes > MAX_NODES) return error("the definition has more than 100,000 parts; move data into files");
    if (isAlias(node)) {
      // resolving while inside of its own anchor would never end
      const target = node.resolve(document);
      const [from, to] = target?.range ?? [end, end];
      if (from < start && start < to) return error(`*${node.source} contains itself`);
      return visit(target, depth + 1);
    }
    if (isScalar(node)) {
      const { value } = node;
      if (typeof value === "number" && !Number.isFinite(value)) error("write a finite number");
      return;
    }
    if (!isCollection(node)) return;
    for (const item of node.items) {
      if (!isPair(item)) {
        visit(item as Node, depth + 1);
        continue;
      }
      const key = item.key as Node | null;
      if (isMap(node) && isCollection(key)) {
        const from = node.range?.[0] ?? start;
        const isExpression = source.startsWith("{{", from);
        return error(
          isExpression
            ? 'put quotes around an expression: "{{ … }}"; without them YAML takes the braces for its own'
            : "a key is a word or a text, not a list or an object",
        );
      }
      if (isScalar(key) && key.value === "__proto__") return error("no key may be called __proto__");
      visit(item.value as Node | null, depth + 1);
    }
  };
  visit(document.contents, 1);
}
