import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  type Node,
  type Scalar,
} from "yaml";
import type { Findings } from "./findings.ts";

const MAX_DEPTH = 60;
const MAX_NODES = 100_000;

/** Finds what YAML allows and a definition does not, before it is made into values. */
export function inspectNodes(document: Document.Parsed, source: string, findings: Findings): void {
  new Inspection(source, findings).visit(document.contents, 1);
}

/** How much a node is with its aliases written out, counted without writing them out. */
interface Extent {
  nodes: number;
  height: number;
}
const LEAF: Extent = { nodes: 1, height: 1 };

class Inspection {
  readonly #source: string;
  readonly #findings: Findings;
  /** null: its end is still to come */
  readonly #anchors = new Map<string, Extent | null>();

  constructor(source: string, findings: Findings) {
    this.#source = source;
    this.#findings = findings;
  }

  visit(node: Node | null, depth: number): Extent {
    if (!node || this.#findings.hasErrors) return LEAF;
    if (isAlias(node)) return this.#bounded(node, this.#target(node), depth);
    if (node.anchor !== undefined && node.anchor !== "") this.#anchors.set(node.anchor, null);
    const extent = this.#bounded(node, isCollection(node) ? this.#inside(node, depth) : this.#scalar(node), depth);
    if (node.anchor !== undefined && node.anchor !== "") this.#anchors.set(node.anchor, extent);
    return extent;
  }

  #inside(node: Node & { items: unknown[] }, depth: number): Extent {
    const extent = { nodes: 1, height: 1 };
    if (depth > MAX_DEPTH) return { nodes: 1, height: 2 };
    for (const item of node.items) {
      if (isMap(node) && isPair(item)) this.#key(item.key as Node | null, node);
      const { nodes, height } = this.visit((isPair(item) ? item.value : item) as Node | null, depth + 1);
      extent.nodes += nodes;
      extent.height = Math.max(extent.height, height + 1);
    }
    return extent;
  }

  #key(key: Node | null, map: Node): void {
    if (isScalar(key) && key.value === "__proto__") this.#error(key, "no key may be called __proto__");
    if (!isCollection(key)) return;
    if (this.#source.startsWith("{{", map.range?.[0])) {
      this.#error(map, 'put quotes around an expression: "{{ … }}"; without them YAML takes the braces for its own');
    } else this.#error(key, "a key is a word or a text, not a list or an object");
  }

  #scalar(node: Scalar): Extent {
    if (typeof node.value === "number" && !Number.isFinite(node.value)) this.#error(node, "write a finite number");
    return LEAF;
  }

  #target(alias: Alias): Extent {
    const extent = this.#anchors.get(alias.source);
    if (extent === null) this.#error(alias, `*${alias.source} contains itself`);
    return extent ?? LEAF;
  }

  #bounded(node: Node, extent: Extent, depth: number): Extent {
    if (depth + extent.height - 1 > MAX_DEPTH) this.#error(node, `it is nested deeper than ${MAX_DEPTH} levels`);
    else if (extent.nodes > MAX_NODES)
      this.#error(node, "the definition has more than 100,000 parts; move data into files");
    return extent;
  }

  #error(node: Node, message: string): void {
    if (this.#findings.hasErrors) return;
    const [start, end] = node.range ?? [0, 0];
    this.#findings.errorBetween(start, end, message);
  }
}
