import { isCollection, isMap, isScalar, isSeq } from "yaml";
import {
  collectionAt,
  type Collection,
  endOf,
  entriesOf,
  type Entry,
  indexIn,
  isBlockScalar,
  isEmpty,
  isInFlow,
  type Path,
  Refused,
} from "./entries.ts";
import { columnOf, indented, isFirstOnLine, lineEnd, lineStart, withCommentAbove } from "./lines.ts";
import { placeFor } from "./order.ts";
import type { ReadYaml } from "./read.ts";
import { asBlock, asLiteral, fitsOneLine, inFlow, keyed, listed, onOneLine } from "./render.ts";

/** As CodeMirror takes it; several of one list all speak of the text before any of them. */
export interface Change {
  from: number;
  to: number;
  insert: string;
}

/** Each gives the fewest characters that make one difference; what it does not name stays as it is. */

export function replaceAt(read: ReadYaml, path: Path, value: unknown): Change[] {
  const { text } = read;
  if (path.length === 0) return [{ from: 0, to: text.length, insert: `${asBlock(value)}\n` }];
  const { collection, entry } = entryAt(read, path);
  const { value: old } = entry;
  const isJson = writesJson(read);
  const oldIsBlock = isCollection(old) && !old.flow;
  if (isInFlow(collection)) {
    if (isEmpty(old)) {
      if (entry.mark === null) throw new Refused("flow");
      return [{ from: entry.mark, to: entry.mark, insert: ` ${inFlow(value, isJson)}` }];
    }
    const quoted = typeof value === "string" && isScalar(old) && !isJson && isPlainSafe(old.type);
    return [
      {
        from: old!.range![0],
        to: entry.end,
        insert: quoted ? onOneLine(value, (old as { type?: "QUOTE_DOUBLE" }).type) : inFlow(value, isJson),
      },
    ];
  }
  const mark = entry.mark!;
  const pad = columnOf(text, entry.start) + 2;
  // a text that keeps its line ends has taken the last one too
  if (text[entry.end - 1] === "\n") entry.end -= 1;
  const literal = asLiteral(value);
  if (!literal && fitsOneLine(value)) {
    const line = onOneLine(value, isScalar(old) && old.value !== "" ? old.type : undefined);
    if (isEmpty(old)) return [{ from: mark, to: mark, insert: ` ${line}` }];
    if (oldIsBlock && lineEnd(text, mark) < firstOf(old as Collection, text)) {
      return apart(text, mark, ` ${line}`, entry.end, "");
    }
    const from = oldIsBlock ? firstOf(old as Collection, text) : old!.range![0];
    return [{ from, to: entry.end, insert: line }];
  }
  if (literal) {
    if (isBlockScalar(old)) {
      const header = /^[|>][-+\d]*/.exec(text.slice(old.range![0]))![0];
      const bodyFrom = lineEnd(text, old.range![0]);
      const body = text.slice(bodyFrom + 1, entry.end);
      const depth = /^ */.exec(body.split("\n").find((line) => line.trim() !== "") ?? "")![0].length;
      const columns = /\d/.test(header) || depth === 0 ? pad : depth;
      return [
        { from: old.range![0], to: old.range![0] + header.length, insert: literal.header },
        { from: bodyFrom, to: Math.max(bodyFrom, entry.end), insert: `\n${indented(literal.body, columns)}` },
      ];
    }
    return overLines(read, entry, literal.header, indented(literal.body, pad));
  }
  if (oldIsBlock && isMap(old) === !Array.isArray(value)) {
    const first = firstOf(old as Collection, text);
    return [{ from: first, to: entry.end, insert: indented(asBlock(value), columnOf(text, first)).trimStart() }];
  }
  if (isSeq(collection)) {
    const [first = "", ...rest] = indented(asBlock(value), pad).trimStart().split("\n");
    return overLines(read, entry, first, rest.join("\n"));
  }
  return overLines(read, entry, "", indented(asBlock(value), pad));
}

/** The first line stays beside what follows on it, such as a comment; the others go below. */
function overLines({ text }: ReadYaml, entry: Entry, first: string, rest: string): Change[] {
  const { value: old } = entry;
  const mark = entry.mark!;
  const end = lineEnd(text, mark);
  if (isCollection(old) && !old.flow && end < firstOf(old as Collection, text)) {
    return apart(text, mark, first === "" ? "" : ` ${first}`, entry.end, rest === "" ? "" : `\n${rest}`);
  }
  const to = isEmpty(old) ? mark : entry.end;
  const beside = first === "" ? "" : ` ${first}`;
  const below = lineEnd(text, to);
  const head = { from: mark, to, insert: beside };
  if (rest === "") return [head];
  return below === to
    ? [{ ...head, insert: `${beside}\n${rest}` }]
    : [head, { from: below, to: below, insert: `\n${rest}` }];
}

/** `beside` what is before a comment, `below` in place of all lines after it. */
function apart(text: string, mark: number, beside: string, end: number, below: string): Change[] {
  const lineEnds = lineEnd(text, mark);
  if (lineEnds === mark) return [{ from: mark, to: end, insert: beside + below }];
  return [
    { from: mark, to: mark, insert: beside },
    { from: lineEnds, to: end, insert: below },
  ];
}

/** `key` for a mapping; a list takes it at `index`. */
export function insertAt(read: ReadYaml, path: Path, key: string | number, value: unknown): Change[] {
  const collection = collectionAt(read.document, path);
  if (!collection || collection.items.length === 0) {
    const fresh = typeof key === "number" ? [value] : { [key]: value };
    if (path.length > 0)
      return writesJson(read) || isWithinFlow(read, path)
        ? replaceAt(read, path, fresh)
        : asFreshBlock(read, path, fresh);
    const { text } = read;
    if (collection?.range) return [{ from: collection.range[0], to: collection.range[1], insert: asBlock(fresh) }];
    return [
      {
        from: text.length,
        to: text.length,
        insert: `${text === "" || text.endsWith("\n") ? "" : "\n"}${asBlock(fresh)}\n`,
      },
    ];
  }
  const entries = entriesOf(collection, read.text);
  const index =
    typeof key === "number"
      ? key
      : placeFor(
          key,
          entries.map((each) => String(each.key?.value)),
          path,
        ) + 1;
  const isJson = writesJson(read);
  if (isInFlow(collection)) {
    const member = typeof key === "number" ? inFlow(value, isJson) : `${inFlow(key, isJson)}: ${inFlow(value, isJson)}`;
    return insertText(read, collection, entries, index, member);
  }
  // beside mappings on one line, a new one is on one line too
  const asNeighbours =
    typeof key === "string" &&
    value !== null &&
    typeof value === "object" &&
    entries.every((each) => isMap(each.value) && each.value.flow);
  const block =
    typeof key === "number"
      ? listed(value)
      : asNeighbours
        ? `${inFlow(key)}: ${inFlow(value)}`
        : keyed(inFlow(key), value);
  return insertText(read, collection, entries, index, block);
}

/** `[]` and `{}` become a block. */
function asFreshBlock(read: ReadYaml, path: Path, fresh: unknown): Change[] {
  const { collection, entry } = entryAt(read, path);
  const pad = columnOf(read.text, entry.start) + 2;
  if (!isSeq(collection)) return overLines(read, entry, "", indented(asBlock(fresh), pad));
  const [first = "", ...rest] = indented(asBlock(fresh), pad).trimStart().split("\n");
  return overLines(read, entry, first, rest.join("\n"));
}

/** Puts a member that is text already (at column 0) into a collection that is not empty. */
export function insertText(
  { text }: ReadYaml,
  collection: Collection,
  entries: Entry[],
  index: number,
  member: string,
): Change[] {
  const before = entries[index - 1];
  const first = entries[0]!;
  if (isInFlow(collection)) {
    const ownLines = text.slice(collection.range![0], first.start).includes("\n");
    const gap = ownLines ? `\n${" ".repeat(columnOf(text, first.start))}` : " ";
    if (before) return [{ from: before.end, to: before.end, insert: `,${gap}${member}` }];
    return [{ from: first.start, to: first.start, insert: `${member},${gap}` }];
  }
  const column = columnOf(text, first.start);
  const isSpaced = (each: Entry, at: number) =>
    at > 0 && /\n[ \t]*\n/.test(text.slice(entries[at - 1]!.end, each.start));
  const half = (entries.length - 1) / 2;
  const spaced = entries.filter(isSpaced).length;
  const isApart = isSeq(collection) ? spaced > 0 && spaced >= half : spaced > half && member.includes("\n");
  const gap = isApart ? "\n" : "";
  if (before) {
    if (text[before.end - 1] === "\n")
      return [{ from: before.end, to: before.end, insert: `${indented(member, column)}\n` }];
    const at = lineEnd(text, before.end);
    return [{ from: at, to: at, insert: `\n${gap}${indented(member, column)}` }];
  }
  const isRoot = column === 0 && !isSeq(collection);
  const at = isRoot || !isFirstOnLine(text, first.start) ? first.start : withCommentAbove(text, first.start);
  const block = indented(member, column);
  // in the middle of a line the first line is indented already, and what follows begins one of its own
  if (at === first.start) return [{ from: at, to: at, insert: `${block.slice(column)}\n${gap}${" ".repeat(column)}` }];
  return [{ from: at, to: at, insert: `${block}\n${gap}` }];
}

export function removeAt(read: ReadYaml, path: Path, withComment: boolean): Change[] {
  const { text } = read;
  const { collection, entry, entries, index } = entryAt(read, path);
  if (entries.length === 1) {
    const empty = isSeq(collection) ? [] : {};
    if (path.length > 1) return replaceAt(read, path.slice(0, -1), empty);
    return [{ from: entry.start, to: entry.end, insert: isSeq(collection) ? "[]" : "{}" }];
  }
  const before = entries[index - 1];
  const after = entries[index + 1];
  if (isInFlow(collection)) {
    if (after) {
      const comma = text.indexOf(",", entry.end);
      const to = text.slice(entry.end, after.start).includes("#") ? comma + 1 : after.start;
      return [{ from: entry.start, to, insert: "" }];
    }
    const hasComment = text.slice(before!.end, entry.start).includes("#");
    return [{ from: hasComment ? entry.start : before!.end, to: entry.end, insert: "" }];
  }
  if (!isFirstOnLine(text, entry.start)) {
    const between = text.slice(entry.end, after!.start);
    if (between.includes("#")) return [{ from: entry.start, to: entry.end, insert: "" }];
    return [{ from: entry.start, to: after!.start, insert: "" }];
  }
  let from = withComment ? withCommentAbove(text, entry.start) : lineStart(text, entry.start);
  const isLastCharacter = text[entry.end - 1] === "\n";
  let to = isLastCharacter ? entry.end : lineEnd(text, entry.end);
  if (!isLastCharacter && to < text.length) to += 1;
  else if (!isLastCharacter) from = Math.max(0, from - 1);
  // two blank lines where there was one on either side become one
  const blankAbove = /\n[ \t]*\n$/.test(text.slice(0, from));
  const blankBelow = /^[ \t]*\n/.exec(text.slice(to));
  if (blankAbove && blankBelow) to += blankBelow[0].length;
  return [{ from, to, insert: "" }];
}

export function renameAt(read: ReadYaml, path: Path, key: string): Change[] {
  const { entry } = entryAt(read, path);
  if (!entry.key) throw new Refused("key");
  const [from, to] = entry.key.range!;
  return [{ from, to, insert: inFlow(key, writesJson(read)) }];
}

export function entryAt(
  read: ReadYaml,
  path: Path,
): { collection: Collection; entries: Entry[]; entry: Entry; index: number } {
  const collection = collectionAt(read.document, path.slice(0, -1));
  const index = collection ? indexIn(collection, path.at(-1)!) : -1;
  if (!collection || index < 0) throw new Refused("missing");
  const entries = entriesOf(collection, read.text);
  return { collection, entries, entry: entries[index]!, index };
}

export function writesJson({ text }: ReadYaml): boolean {
  return /^\s*\{\s*"/.test(text);
}

function isWithinFlow(read: ReadYaml, path: Path): boolean {
  const parent = collectionAt(read.document, path.slice(0, -1));
  return parent !== null && isInFlow(parent);
}

function isPlainSafe(type: unknown): boolean {
  return type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE";
}

function firstOf(collection: Collection, text: string): number {
  return entriesOf(collection, text)[0]?.start ?? endOf(collection, text);
}
