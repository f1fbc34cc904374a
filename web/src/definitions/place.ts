/** Where the cursor is in a YAML text, as far as completion needs to know. */
export interface Place {
  /** keys and positions from the root to the mapping that is being written: ["steps", 1, "with"] */
  path: (string | number)[];
  /** keys that this mapping has already, with their one-line values; the cursor's line left out */
  siblings: Map<string, string>;
  /** the same of the mapping around it: of the step, where `with` is being written */
  outer: Map<string, string>;
  /** the key whose value is being written, or null while a key is */
  key: string | null;
  /** what is written of the word so far, and the column it begins in */
  word: string;
  from: number;
  /** inside {{ … }}: what is written of the expression before the cursor */
  expression: string | null;
}

type Frame =
  | { kind: "list"; indent: number; index: number }
  | { kind: "map"; indent: number; key: string | null; keys: Map<string, string> };

/** Follows indentation down to the cursor: YAML in the making rarely parses. */
export function placeAt(lines: readonly string[], row: number, column: number): Place {
  const before = (lines[row] ?? "").slice(0, column);
  const frames: Frame[] = [];
  // the text of "key: |" is no YAML
  let literal: number | null = null;
  for (let at = 0; at < row; at++) {
    const text = lines[at]!;
    if (isBlank(text)) continue;
    const line = readLine(text);
    if (literal !== null && (line.dashes[0] ?? line.indent) > literal) continue;
    literal = /^[|>][-+\d]*\s*$/.test(line.value) ? line.indent : null;
    enter(frames, line);
  }
  const here = readLine(before);
  const map = enter(frames, here);
  const word = (here.key === null ? /\w*$/ : /[\w.*-]*$/).exec(before)![0];

  const siblings = new Map(map.keys);
  if (here.key !== null) siblings.delete(here.key);
  for (const [key, value] of keysBelow(lines, row, map.indent)) siblings.set(key, value);
  const outer = frames.slice(0, -1).findLast((frame) => frame.kind === "map");
  return {
    path: frames.slice(0, -1).flatMap((frame) => (frame.kind === "list" ? frame.index : (frame.key ?? []))),
    siblings,
    outer: outer?.keys ?? new Map(),
    key: here.key,
    word,
    from: column - word.length,
    expression: openExpression(before),
  };
}

interface Line {
  /** columns of the dashes before the key */
  dashes: number[];
  /** column of the key, after any "- " */
  indent: number;
  key: string | null;
  value: string;
}

function readLine(text: string): Line {
  const lead = /^\s*(?:- +|-$)*/.exec(text)![0];
  const rest = text.slice(lead.length);
  const key = /^("[^"]*"|'[^']*'|[^\s:#{["'][^:#]*?)\s*:(?:\s+(.*)|$)/.exec(rest);
  return {
    dashes: [...lead.matchAll(/-/g)].map((dash) => dash.index),
    indent: lead.length,
    key: key ? key[1]!.replace(/^["']|["']$/g, "") : null,
    value: (key ? key[2] : rest) ?? "",
  };
}

/** Leaves what the line is no longer in, enters what it begins; gives the mapping it is part of. */
function enter(frames: Frame[], line: Line): Frame & { kind: "map" } {
  for (const dash of line.dashes) {
    while (frames.length > 0 && frames.at(-1)!.indent > dash) frames.pop();
    const top = frames.at(-1);
    if (top?.kind === "list" && top.indent === dash) top.index += 1;
    else frames.push({ kind: "list", indent: dash, index: 0 });
  }
  // a list may stand as far left as its key, so a key in the same column ends it
  const isOver = (frame: Frame) =>
    frame.indent > line.indent || (frame.kind === "list" && frame.indent === line.indent);
  while (frames.length > 0 && isOver(frames.at(-1)!)) frames.pop();
  let top = frames.at(-1);
  if (top?.kind !== "map" || top.indent !== line.indent) {
    top = { kind: "map", indent: line.indent, key: null, keys: new Map() };
    frames.push(top);
  }
  top.key = line.key;
  if (line.key !== null) top.keys.set(line.key, line.value);
  return top;
}

function keysBelow(lines: readonly string[], row: number, indent: number): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of lines.slice(row + 1)) {
    if (isBlank(text)) continue;
    const line = readLine(text);
    if ((line.dashes[0] ?? line.indent) < indent) break;
    if (line.indent === indent && line.dashes.length === 0 && line.key !== null) found.set(line.key, line.value);
  }
  return found;
}

function isBlank(text: string): boolean {
  return /^\s*(#.*)?$/.test(text);
}

function openExpression(before: string): string | null {
  const open = before.lastIndexOf("{{");
  return open < 0 || before.indexOf("}}", open) >= 0 ? null : before.slice(open + 2);
}
