import { isSeq } from "yaml";
import { collectionAt, entriesOf, indexIn, isInFlow, type Path, Refused } from "./entries.ts";
import { columnOf, dedented, isFirstOnLine, lineEnd, withCommentAbove } from "./lines.ts";
import { type Change, entryAt, insertAt, insertText, removeAt, renameAt, replaceAt, writesJson } from "./primitives.ts";
import { isBroken, readYaml, type ReadYaml } from "./read.ts";
import { isInput, renameUses } from "./rename-input.ts";
import { inFlow, isPlainObject, listed } from "./render.ts";
import { afterEdit, isSame } from "./value.ts";

/**
 * What a form does to a definition. Indices of `move` count as they are once the member has left its
 * place; a member of a mapping moves within it.
 */
export type Edit =
  | { kind: "set"; path: Path; value: unknown }
  | { kind: "clear"; path: Path }
  | { kind: "remove"; path: Path }
  | { kind: "insert"; path: Path; index: number; value: unknown }
  | { kind: "move"; path: Path; to: Path }
  | { kind: "rename"; path: Path; key: string };

export interface Edited {
  text: string;
  /** one list after the other; each speaks of the text as the list before has left it */
  changes: Change[][];
}

/** A value differs in few places from what it was, or it is written anew in one. */
const MOST_DIFFERENCES = 300;

/**
 * The text with one edit made in it: comments, order and everything else keep every character. Null
 * where that cannot be done, which is said by reading the result again and comparing.
 */
export function applyEdit(text: string, edit: Edit): Edited | null {
  const read = readYaml(text);
  if (isBroken(read)) return null;
  try {
    const wanted = afterEdit(read.value, edit);
    const changes: Change[][] = [];
    let now = read;
    const make = (change: Change[]) => {
      const next = readYaml(applyChanges(now.text, change));
      if (isBroken(next)) throw new Refused(next.message);
      changes.push(change);
      now = next;
    };
    switch (edit.kind) {
      case "set":
        for (let round = 0; ; round++) {
          const next = difference(now.value, wanted, []);
          if (!next) break;
          if (round >= MOST_DIFFERENCES) throw new Refused("differences");
          make(makeEven(now, next));
        }
        break;
      case "clear":
        if (!isSame(now.value, wanted)) make(removeAt(now, edit.path, false));
        break;
      case "remove":
        make(removeAt(now, edit.path, true));
        break;
      case "insert":
        make(insertMember(now, edit.path, edit.index, edit.value));
        break;
      case "rename":
        make([
          ...renameAt(now, edit.path, edit.key),
          ...(isInput(edit.path) ? renameUses(now, String(edit.path[1]), edit.key) : []),
        ]);
        break;
      case "move": {
        const member = memberText(now, edit.path);
        const value = edit.path.reduce<unknown>((place, part) => (place as Record<string, unknown>)[part], now.value);
        make(removeAt(now, edit.path, true));
        const target = edit.to.slice(0, -1);
        const index = Number(edit.to.at(-1));
        const collection = collectionAt(now.document, target);
        if (!collection || collection.items.length === 0) make(insertMember(now, target, index, value));
        else if (isInFlow(collection) !== member.isFlow)
          make(
            insertText(
              now,
              collection,
              entriesOf(collection, now.text),
              index,
              isInFlow(collection) ? inFlow(value, writesJson(now)) : listed(value),
            ),
          );
        else make(insertText(now, collection, entriesOf(collection, now.text), index, member.text));
      }
    }
    if (!isSame(now.value, wanted)) return null;
    // the order of inputs is that of the run form
    if (edit.kind === "move" && JSON.stringify(now.value) !== JSON.stringify(wanted)) return null;
    return { text: now.text, changes };
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** Into a list that may not be there yet. */
function insertMember(read: ReadYaml, path: Path, index: number, value: unknown): Change[] {
  const parent = collectionAt(read.document, path.slice(0, -1));
  const key = path.at(-1)!;
  const isThere = parent !== null && indexIn(parent, key) >= 0;
  return isThere || path.length === 0
    ? insertAt(read, path, index, value)
    : insertAt(read, path.slice(0, -1), key, [value]);
}

export function applyChanges(text: string, changes: readonly Change[]): string {
  return changes
    .toSorted((a, b) => b.from - a.from)
    .reduce((done, { from, to, insert }) => done.slice(0, from) + insert + done.slice(to), text);
}

/** A member with its comments, as it would stand at column 0. */
function memberText(read: ReadYaml, path: Path): { text: string; isFlow: boolean } {
  const { text } = read;
  const { collection, entry } = entryAt(read, path);
  if (isInFlow(collection)) return { text: text.slice(entry.start, entry.end), isFlow: true };
  const column = columnOf(text, entry.start);
  const ends = text[entry.end - 1] === "\n" ? entry.end - 1 : lineEnd(text, entry.end);
  const start = isFirstOnLine(text, entry.start) ? withCommentAbove(text, entry.start) : entry.start;
  const block = text.slice(start, ends);
  return { text: dedented(start === entry.start ? " ".repeat(column) + block : block, column), isFlow: false };
}

type Difference =
  | { kind: "replace"; path: Path; value: unknown }
  | { kind: "insert"; path: Path; key: string | number; value: unknown }
  | { kind: "remove"; path: Path };

function makeEven(read: ReadYaml, next: Difference): Change[] {
  if (next.kind === "replace") return replaceAt(read, next.path, next.value);
  if (next.kind === "remove")
    return removeAt(read, next.path, isSeq(collectionAt(read.document, next.path.slice(0, -1))));
  return insertAt(read, next.path, next.key, next.value);
}

/** The first place where two values part. */
function difference(now: unknown, wanted: unknown, path: Path): Difference | null {
  if (isSame(now, wanted)) return null;
  if (isPlainObject(now) && isPlainObject(wanted)) {
    const added = Object.keys(wanted).find((key) => !Object.hasOwn(now, key));
    if (added !== undefined) return { kind: "insert", path, key: added, value: wanted[added] };
    for (const key of Object.keys(now)) {
      if (!Object.hasOwn(wanted, key)) return { kind: "remove", path: [...path, key] };
      const inside = difference(now[key], wanted[key], [...path, key]);
      if (inside) return inside;
    }
    return null;
  }
  if (Array.isArray(now) && Array.isArray(wanted)) {
    const at = now.findIndex((member, index) => index >= wanted.length || !isSame(member, wanted[index]));
    const place = at < 0 ? now.length : at;
    if (now.length > wanted.length) return { kind: "remove", path: [...path, place] };
    if (now.length < wanted.length) return { kind: "insert", path, key: place, value: wanted[place] };
    return difference(now[place], wanted[place], [...path, place]);
  }
  return { kind: "replace", path, value: wanted };
}
