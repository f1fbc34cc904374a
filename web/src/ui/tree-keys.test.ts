import { expect, test } from "vitest";
import { treeMove } from "./tree-keys.ts";

/** a (open) > b (closed), c; d */
const rows = [
  { depth: 0, folds: true, open: true },
  { depth: 1, folds: true, open: false },
  { depth: 1, folds: false, open: false },
  { depth: 0, folds: false, open: false },
];

test.each([
  ["ArrowDown", 0, { to: 1 }],
  ["ArrowDown", 3, { to: 3 }],
  ["ArrowUp", 0, { to: 0 }],
  ["End", 0, { to: 3 }],
  ["Home", 3, { to: 0 }],
  ["PageDown", 1, { to: 3 }],
  ["ArrowRight", 1, { fold: false }],
  ["ArrowRight", 0, { to: 1 }],
  ["ArrowRight", 2, null],
  ["ArrowLeft", 0, { fold: true }],
  ["ArrowLeft", 2, { to: 0 }],
  ["ArrowLeft", 3, { to: 3 }],
  ["Enter", 2, { choose: true }],
  [" ", 2, { choose: true }],
  ["x", 2, null],
])("%s in row %i", (key, active, move) => expect(treeMove(key, rows, active)).toEqual(move));

test("a tree without rows has no keys", () => expect(treeMove("ArrowDown", [], 0)).toBeNull());
