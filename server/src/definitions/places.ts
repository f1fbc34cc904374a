import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from "yaml";

export type Path = (string | number)[];

/** Where something stands in the text; lines and columns count from 1, the end is exclusive. */
export interface Place {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** Finds the places of a document's parts in the text that it was read from. */
export class Places {
  readonly #source: string;
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;

  constructor(source: string, document: Document.Parsed, lines: LineCounter) {
    this.#source = source;
    this.#document = document;
    this.#lines = lines;
  }

  /** The value at `path`, or as much of the way to it as there is. */
  ofValue(path: Path): Place {
    return this.#range(this.#find(path).node ?? this.#document.contents);
  }

  /** The key that the last part of `path` names; of a list's member, its first line. */
  ofKey(path: Path): Place {
    const { key, node } = this.#find(path);
    if (key) return this.#range(key);
    const [start, end] = (node ?? this.#document.contents)?.range ?? [0, 0];
    const lineEnd = this.#source.indexOf("\n", start);
    return this.between(start, lineEnd < 0 ? end : Math.min(lineEnd, end));
  }

  /** `length` characters of `text` from `position` on, when it is written at `path` letter for letter. */
  ofText(path: Path, text: string, position: number, length?: number): Place {
    const { node } = this.#find(path);
    const [start, end] = node?.range ?? [];
    if (!isScalar(node) || start === undefined || end === undefined) return this.ofValue(path);
    const found = this.#source.slice(start, end).indexOf(text);
    if (found < 0) return this.ofValue(path);
    const at = Math.min(start + found + position, end - 1);
    const last = length === undefined ? start + found + text.length : at + length;
    return this.between(at, Math.max(at + 1, last));
  }

  between(start: number, end: number): Place {
    const from = this.#at(start);
    let last = end;
    // a block's range runs on to the next key
    while (last > start + 1 && /\s/.test(this.#source[last - 1] ?? " ")) last--;
    const to = this.#at(Math.max(start, last));
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }

  #range(node: Node | null | undefined): Place {
    const [start, end] = node?.range ?? [0, 0];
    return this.between(start, end);
  }

  #at(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(Math.min(offset, this.#source.length));
    return line === 0 ? { line: 1, column: offset + 1 } : { line, column: col };
  }

  #find(path: Path): { node: Node | null | undefined; key: Node | undefined } {
    let node: Node | null | undefined = this.#document.contents;
    let key: Node | undefined;
    for (const part of path) {
      const inside = this.#resolve(node);
      if (isMap(inside)) {
        const pair = inside.items.find(
          (item) => String(isScalar(item.key) ? item.key.value : item.key) === String(part),
        );
        if (!pair) break;
        key = pair.key as Node;
        node = (pair.value as Node | null) ?? key;
      } else if (isSeq(inside) && inside.items[part as number] !== undefined) {
        key = undefined;
        node = inside.items[part as number] as Node;
      } else break;
    }
    return { node, key };
  }

  #resolve(node: Node | null | undefined): Node | null | undefined {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }
}

/** steps[2].with.file */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}
