import {
  type CST,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";

export type Path = (string | number)[];
export type Collection = YAMLMap<Node, Node | null> | YAMLSeq<Node>;

/** One member of a mapping or list, and where its text stands. */
export interface Entry {
  key: Scalar | null;
  value: Node | null;
  /** its first character: of the key, of the dash, of a flow list's value */
  start: number;
  /** behind the colon or dash, where a value may be put; null in a flow list */
  mark: number | null;
  /** behind its last character that is neither space nor comment */
  end: number;
}

/** This part cannot be changed without touching another; the text can. */
export class Refused extends Error {}

export function entriesOf(collection: Collection, text: string): Entry[] {
  const token = collection.srcToken as CST.BlockMap | CST.BlockSequence | CST.FlowCollection | undefined;
  // items of the token that hold nothing but a comment at the end have no node
  const members: unknown[] = collection.items;
  return members.map((item, index): Entry => {
    const source: CST.CollectionItem | undefined = token?.items[index];
    if (isPair(item)) {
      const key: unknown = item.key;
      if (!isScalar(key)) throw new Refused("key");
      const colon = source?.sep?.find(({ type }) => type === "map-value-ind");
      if (source?.start.some(({ type }) => type === "explicit-key-ind")) throw new Refused("key");
      const [start, keyEnd] = key.range!;
      const mark = colon ? colon.offset + 1 : null;
      const value = item.value as Node | null;
      return { key, value, start, mark, end: Math.max(mark ?? keyEnd, endOf(value, text)) };
    }
    const value = item as Node;
    const dash = source?.start.find(({ type }) => type === "seq-item-ind");
    if (dash)
      return {
        key: null,
        value,
        start: dash.offset,
        mark: dash.offset + 1,
        end: Math.max(dash.offset + 1, endOf(value, text)),
      };
    return { key: null, value, start: value.range![0], mark: null, end: endOf(value, text) };
  });
}

/** Behind the last character of a value; -1 of one that is not written. */
export function endOf(node: Node | null, text: string): number {
  if (!node?.range || isEmpty(node)) return -1;
  if (isCollection(node) && !node.flow) return entriesOf(node as Collection, text).at(-1)?.end ?? node.range[1];
  if (isBlockScalar(node) && !keepsLineEnds(node, text))
    return node.range[0] + text.slice(node.range[0], node.range[1]).trimEnd().length;
  return node.range[1];
}

export function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null && (node.source ?? "") === "");
}

export function isBlockScalar(node: Node | null): node is Scalar<string> {
  return isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");
}

function keepsLineEnds(node: Scalar, text: string): boolean {
  return /^[|>]\d?\+/.test(text.slice(node.range![0]));
}

export function isInFlow(collection: Collection): boolean {
  return collection.flow === true;
}

/** The mapping or list at a path; null where nothing or something else is. */
export function collectionAt(document: Document.Parsed, path: Path): Collection | null {
  let node: Node | null = document.contents;
  for (const part of path) {
    if (isAlias(node)) throw new Refused("alias");
    if (isMap(node))
      node = (node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))?.value ??
        null) as Node | null;
    else if (isSeq(node) && typeof part === "number") node = (node.items[part] ?? null) as Node | null;
    else return null;
  }
  if (isAlias(node)) throw new Refused("alias");
  return isCollection(node) ? (node as Collection) : null;
}

export function indexIn(collection: Collection, part: string | number): number {
  if (isSeq(collection)) return typeof part === "number" && part < collection.items.length ? part : -1;
  return collection.items.findIndex(
    (pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === String(part),
  );
}
