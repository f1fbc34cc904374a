import { expect, test } from "vitest";
import { applyChanges, applyEdit, type Edit } from "./edit.ts";
import { collectionAt, type Path } from "./entries.ts";
import { lineEnd, withCommentAbove } from "./lines.ts";
import { entryAt } from "./primitives.ts";
import { isBroken, readYaml, type ReadYaml } from "./read.ts";
import { afterEdit, isSame } from "./value.ts";

const SMALL = `# what it is for
name: Small # its name

inputs:
  limit: { type: number, default: 5 } # euros
  note:
    type: string
steps:
  # first of all
  - id: one
    use: csv.read # the tool
    with:
      file: "{{ inputs.file }}"

  # and then
  - set: 1
    id: two
  - ask: approval
    body: |
      Line one

      Line two
    to: [role:approver]
`;

const edit = (text: string, made: Edit) => applyEdit(text, made)?.text ?? null;

test.each<[string, Edit, string, string]>([
  ["a plain word", { kind: "set", path: ["name"], value: "Other" }, "name: Small # its name", "name: Other # its name"],
  [
    "a word that needs quotes",
    { kind: "set", path: ["name"], value: "Pay: {{ x }}" },
    "name: Small #",
    'name: "Pay: {{ x }}" #',
  ],
  [
    "a key that was not there, in its usual place",
    { kind: "set", path: ["category"], value: "Finance" },
    "its name\n",
    "its name\ncategory: Finance\n",
  ],
  [
    "a member of a mapping in braces",
    { kind: "set", path: ["inputs", "limit", "default"], value: 7 },
    "default: 5",
    "default: 7",
  ],
  [
    "a new member of one in braces",
    { kind: "set", path: ["inputs", "limit", "title"], value: "Limit, net" },
    "type: number,",
    'type: number, title: "Limit, net",',
  ],
  [
    "away a member of one in braces",
    { kind: "clear", path: ["inputs", "limit", "default"] },
    "type: number, default: 5 }",
    "type: number }",
  ],
  [
    "one of several lines, where there was a single one",
    { kind: "set", path: ["steps", 0, "use"], value: "a\nb" },
    "use: csv.read # the tool\n",
    "use: |- # the tool\n      a\n      b\n",
  ],
  [
    "a line of a text of several",
    { kind: "set", path: ["steps", 2, "body"], value: "Line one\n\nLine 2\n" },
    "Line two",
    "Line 2",
  ],
  [
    "a list in brackets",
    { kind: "set", path: ["steps", 2, "to"], value: ["role:approver", "user:dana"] },
    "[role:approver]",
    "[role:approver, user:dana]",
  ],
  [
    "away the first key beside a dash",
    { kind: "clear", path: ["steps", 1, "set"] },
    "- set: 1\n    id: two",
    "- id: two",
  ],
  [
    "away a step with what is said of it",
    { kind: "remove", path: ["steps", 1] },
    "\n  # and then\n  - set: 1\n    id: two\n",
    "\n",
  ],
  [
    "a step behind another",
    { kind: "insert", path: ["steps"], index: 1, value: { id: "x", wait: "5m" } },
    'file }}"\n',
    'file }}"\n\n  - id: x\n    wait: 5m\n',
  ],
  [
    "a new section",
    { kind: "insert", path: ["controls"], index: 0, value: { tool: "email.*", require: "approval" } },
    "    type: string\n",
    "    type: string\ncontrols:\n  - tool: email.*\n    require: approval\n",
  ],
  ["an input's name", { kind: "rename", path: ["inputs", "note"], key: "remark" }, "note:", "remark:"],
])("writes %s and leaves the rest alone", (_, made, before, after) => {
  expect(SMALL).toContain(before);
  expect(edit(SMALL, made)).toBe(SMALL.replace(before, () => after));
});

test("a step takes its comment along, also to another depth", () => {
  const text =
    "steps:\n  # loop\n  - each: [1]\n    steps:\n      - set: 1\n  # moved\n  - id: a # here\n    set: |\n      x\n      y\n";
  expect(edit(text, { kind: "move", path: ["steps", 1], to: ["steps", 0, "steps", 0] })).toBe(
    "steps:\n  # loop\n  - each: [1]\n    steps:\n      # moved\n      - id: a # here\n        set: |\n          x\n          y\n      - set: 1\n",
  );
});

test("inputs change places, each with its comment", () => {
  const text = "inputs:\n  # one\n  a: { type: string }\n  # two\n  b:\n    type: number\n";
  expect(edit(text, { kind: "move", path: ["inputs", "b"], to: ["inputs", 0] })).toBe(
    "inputs:\n  # two\n  b:\n    type: number\n  # one\n  a: { type: string }\n",
  );
});

test("JSON stays JSON", () => {
  const text = '{\n\t"name": "x",\n\t"steps": [\n\t\t{ "set": 1 }\n\t]\n}\n';
  const named = edit(text, { kind: "set", path: ["category"], value: "a: b" })!;
  expect(JSON.parse(named)).toEqual({ name: "x", category: "a: b", steps: [{ set: 1 }] });
  const longer = edit(named, { kind: "insert", path: ["steps"], index: 1, value: { wait: "5m" } })!;
  expect(JSON.parse(longer)).toMatchObject({ steps: [{ set: 1 }, { wait: "5m" }] });
});

test("what is shared through an alias is not changed for one of those who share it", () => {
  const text = "name: x\nsteps:\n  - &a { set: 1 }\n  - *a\n";
  expect(edit(text, { kind: "set", path: ["steps", 1, "set"], value: 2 })).toBeNull();
  expect(edit(text, { kind: "set", path: ["steps", 0, "set"], value: 2 })).toBeNull();
  expect(edit("name: [", { kind: "set", path: ["name"], value: "y" })).toBeNull();
});

const examples = Object.values(
  import.meta.glob<string>("../../../../examples/*.yaml", { query: "?raw", import: "default", eager: true }),
);

/** Comments where comments can stand, and every way of writing a value. */
const ODD = `
# header

# about the name
name:   'It''s odd' # quoted
description: >-
  folded
  words
instructions: |+
  kept

# the inputs
inputs: # beside
  # above a
  a: {type: string,description: 'x, y'} # after a
  b:
    # inside b
    type: list   # spaces
    items: { type: enum,
      values: [ 1, two , "3" ] } # over lines
  c: # c's own
    type: number

steps: # the steps
# as far left as its key
- # an empty beginning
  id: one
  set: { a: 1, b: [1, 2, {c: 3}], } # trailing comma
- id: two

  # in the midst
  use: text.render
  with:
      template: |
        # no comment
          deeper

        end
      data:
        - 1
        # between
        - - nested
          - list
  if: "{{ a }}" # why
- parallel:
  - set: "multi
      line"
  # second lane
  - steps:
    - set: null
    - set:
    else:
    - wait: 5m # a while
# the outputs
outputs:
  x: 1
  # last words`;

/** The same numbers for the same seed: a failure can be looked at. */
function random(seed: number) {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return { next, pick: <Item>(items: readonly Item[]): Item => items[next(items.length)]! };
}

function pathsOf(value: unknown, path: Path = []): { path: Path; value: unknown }[] {
  const members = value !== null && typeof value === "object" ? Object.entries(value) : [];
  const own = path.length > 0 ? [{ path, value }] : [];
  return own.concat(
    members.flatMap(([key, member]) => pathsOf(member, [...path, Array.isArray(value) ? Number(key) : key])),
  );
}

const VALUES: unknown[] = [
  "plain",
  "needs: quotes",
  "# no comment",
  "{{ inputs.a }}",
  "two\nlines",
  "ends\n",
  "  lead",
  "שלום 👋",
  "<b>&amp;</b>",
  "",
  "true",
  "012",
  "a, b]",
  "-",
  'say "hi"',
  "it's",
  7,
  -0.5,
  true,
  null,
  [],
  {},
  ["a", "b"],
  { k: "v" },
  { deep: { list: [{ x: 1 }, { y: "z\nz" }] } },
  [[1], { a: 1 }],
  "x".repeat(200),
];

function randomEdit(value: Record<string, unknown>, { next, pick }: ReturnType<typeof random>): Edit {
  const all = pathsOf(value);
  const lists = all.filter((each) => Array.isArray(each.value));
  const members = all.filter(({ path }) => typeof path.at(-1) === "number");
  const maps = all.filter(
    (each) => each.value !== null && typeof each.value === "object" && !Array.isArray(each.value),
  );
  const kind = pick(["set", "set", "set", "add", "clear", "remove", "insert", "move", "rename"] as const);
  if (kind === "insert" && lists.length > 0) {
    const list = pick(lists);
    return { kind, path: list.path, index: next((list.value as unknown[]).length + 1), value: pick(VALUES) };
  }
  if (kind === "remove" && members.length > 0) return { kind, path: pick(members).path };
  if (kind === "move" && members.length > 0) {
    const { path } = pick(members);
    const list = path.slice(0, -1);
    const { length } = all.find((each) => isSame(each.path, list))!.value as unknown[];
    return { kind, path, to: [...list, next(length)] };
  }
  if (kind === "add" && maps.length > 0)
    return { kind: "set", path: [...pick(maps).path, pick(["added", "title", "if", "id"])], value: pick(VALUES) };
  const { path } = pick(all);
  if (kind === "clear") return { kind, path };
  if (kind === "rename" && typeof path.at(-1) === "string") return { kind, path, key: `renamed_${next(9)}` };
  return { kind: "set", path, value: pick(VALUES) };
}

test.each([ODD, SMALL, ...examples].map((text) => [/name:\s*(.*)/.exec(text)![1]!, text]))(
  "whatever is edited in %s, the text says what is meant, and what was not edited keeps every character",
  (_, begin) => {
    let refused = 0;
    const rounds = 40;
    for (let seed = 1; seed <= rounds; seed++) {
      const source = random(seed * 7919);
      let text = begin;
      for (let step = 0; step < 3; step++) {
        const read = readYaml(text);
        if (isBroken(read)) throw new Error(`seed ${seed}: ${read.message}\n${text}`);
        if (pathsOf(read.value).length === 0) break;
        const made = randomEdit(read.value, source);
        let wanted;
        try {
          wanted = afterEdit(read.value, made);
        } catch {
          continue;
        }
        const done = applyEdit(text, made);
        const told = `seed ${seed}.${step}: ${JSON.stringify(made)}\n${text}`;
        if (!done) {
          refused += 1;
          continue;
        }
        const again = readYaml(done.text);
        if (isBroken(again) || !isSame(again.value, wanted)) throw new Error(told);
        // the changes are what made it
        if (done.changes.reduce(applyChanges, text) !== done.text) throw new Error(told);
        const lost = linesLost(read, made, done.text);
        if (lost.length > 0) throw new Error(`${told}\nloses ${JSON.stringify(lost)}`);
        text = done.text;
      }
    }
    // an edit that cannot be made is left to the text; that must stay rare
    expect(refused / (rounds * 3)).toBeLessThan(0.02);
  },
);

/** Lines of the text before, comments and all, that are not there any more though the edit did not name them. */
function linesLost(before: ReadYaml, made: Edit, after: string): string[] {
  const { from, to } = namedBy(before, made);
  const wanted = [...before.text.slice(0, from).split("\n"), ...before.text.slice(to).split("\n")]
    .map(bare)
    .filter((line) => line !== "")
    // what becomes of the lines that use an input is told beside rename-input.ts
    .filter((line) => made.kind !== "rename" || !line.includes(`inputs.${made.path[1]}`));
  const left = after.split("\n").map(bare);
  return wanted.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(0, at + 1);
    return at < 0;
  });
}

/** A step whose first key goes begins with its second. */
function bare(line: string): string {
  return line.replace(/^[\s-]+/, "");
}

/** The whole lines of the part that an edit speaks of; of a new part, those of what it is put into. */
function namedBy(read: ReadYaml, made: Edit): { from: number; to: number } {
  let path = made.path;
  // moved within its list: other members may be passed, all of them in the list
  if (made.kind === "move") path = path.slice(0, -1);
  // with its only member a list becomes []
  if ((made.kind === "remove" || made.kind === "clear") && entryAt(read, path).entries.length === 1)
    path = path.slice(0, -1);
  for (; path.length > 0; path = path.slice(0, -1)) {
    try {
      const { entry } = entryAt(read, path);
      const isNew = path.length < made.path.length && made.kind === "set";
      // into a block a new line goes, and nothing else changes
      if (
        isNew &&
        !read.text
          .slice(entry.mark ?? entry.start, entry.end)
          .trim()
          .startsWith("{") &&
        read.text.slice(entry.mark ?? entry.start, entry.end).includes("\n") &&
        path.length + 1 === made.path.length &&
        collectionAt(read.document, path)
      )
        return { from: 0, to: 0 };
      return { from: withCommentAbove(read.text, entry.start), to: lineEnd(read.text, entry.end) };
    } catch {
      // not there yet
    }
  }
  return { from: 0, to: 0 };
}

test("moving changes the order of lines, and no line", () => {
  const read = readYaml(ODD) as ReadYaml;
  const lists: Path[] = [["steps"], ["steps", 2, "parallel"]];
  const sorted = (text: string) =>
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "")
      .toSorted();
  for (const list of lists) {
    const { length } = list.reduce<unknown>(
      (place, part) => (place as Record<string, unknown>)[part],
      read.value,
    ) as unknown[];
    for (let from = 0; from < length; from++) {
      for (let to = 0; to < length; to++) {
        const moved = edit(ODD, { kind: "move", path: [...list, from], to: [...list, to] });
        expect(sorted(moved ?? `not moved: ${list.join(".")} ${from} ${to}`)).toEqual(sorted(ODD));
      }
    }
  }
});
