import { expect, test } from "vitest";
import { placeAt } from "./place.ts";

/** The cursor is at the |. */
function place(text: string) {
  const lines = text.split("\n");
  const row = lines.findIndex((line) => line.includes("|"));
  const column = lines[row]!.indexOf("|");
  lines[row] = lines[row]!.replace("|", "");
  return placeAt(lines, row, column);
}

test.each<[string, string, (string | number)[], string | null, string]>([
  ["a key at the root", "name: x\nde|", [], null, "de"],
  ["a key of an input", "inputs:\n  limit:\n    ty|", ["inputs", "limit"], null, "ty"],
  ["a value at the root", "name: x\nagent: acc|", [], "agent", "acc"],
  ["the first key of a step", "steps:\n  - id: a\n    use: csv.read\n  - u|", ["steps", 1], null, "u"],
  ["a later key of a step", "steps:\n  - id: a\n    |", ["steps", 0], null, ""],
  ["a list as far left as its key", "steps:\n- id: a\n- id: b\n  us|", ["steps", 1], null, "us"],
  ["a tool's name", "steps:\n  - id: a\n    use: csv.re|", ["steps", 0], "use", "csv.re"],
  ["an argument", "steps:\n  - id: a\n    use: csv.read\n    with:\n      fi|", ["steps", 0, "with"], null, "fi"],
  [
    "a step in a block in a list",
    "steps:\n  - id: a\n    each: x\n    steps:\n      - set: 1\n      - use: |",
    ["steps", 0, "steps", 1],
    "use",
    "",
  ],
  ["after comments and empty lines", "steps:\n  # first\n\n  - id: a\n\n    # here\n    |", ["steps", 0], null, ""],
  [
    "after a deeper list has ended",
    "steps:\n  - ask: approval\n    to:\n      - role:approver\n    du|",
    ["steps", 0],
    null,
    "du",
  ],
])("%s", (_, text, path, key, word) => {
  expect(place(text)).toMatchObject({ path, key, word });
});

test("the other keys of the same mapping are known, those of its neighbours are not", () => {
  const { siblings } = place("steps:\n  - id: a\n    use: one\n  - id: b\n    |\n    with: {}\n  - id: c\n    if: x");
  expect([...siblings.keys()].sort()).toEqual(["id", "with"]);
});

test("the step around its arguments is known", () => {
  expect(place("steps:\n  - use: csv.read\n    with:\n      |").outer.get("use")).toBe("csv.read");
});

test("the text of a literal block is not taken for keys", () => {
  expect(
    place("steps:\n  - ask: approval\n    body: |\n".replace("|", ">") + "      to: nobody\n        - x\n    |")
      .siblings,
  ).toEqual(
    new Map([
      ["ask", "approval"],
      ["body", ">"],
    ]),
  );
});

test("inside braces the expression so far is known", () => {
  expect(place('steps:\n  - set: "{{ inputs.li|').expression).toBe(" inputs.li");
  expect(place('steps:\n  - set: "{{ a }} b|').expression).toBeNull();
});
