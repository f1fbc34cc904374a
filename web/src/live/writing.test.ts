import { expect, test } from "vitest";
import { readable, withPiece, type WritingPiece } from "./writing.ts";

const written = (...pieces: [from: number, text: string][]) =>
  readable(
    pieces
      .map(([from, text]): WritingPiece => ({ taskId: 1, path: "work.turn1", from, text }))
      .reduce(withPiece, new Map<string, string>() as ReadonlyMap<string, string>)
      .get("work.turn1")!,
  );

test.each<[string, [number, string][], string]>([
  [
    "pieces one after the other",
    [
      [0, "Good "],
      [5, "morning"],
    ],
    "Good morning",
  ],
  [
    "a piece that comes twice",
    [
      [0, "Good "],
      [5, "morning"],
      [5, "morning"],
    ],
    "Good morning",
  ],
  [
    "another model that begins anew",
    [
      [0, "Goo"],
      [0, "Hello"],
    ],
    "Hello",
  ],
  [
    "one who comes in the middle",
    [
      [40, "and so on"],
      [49, "."],
    ],
    "… and so on.",
  ],
])("%s", (_, pieces, text) => {
  expect(written(...pieces)).toBe(text);
});
