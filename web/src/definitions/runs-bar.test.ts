import { expect, test } from "vitest";
import { colourOf } from "./runs-bar.tsx";

test.each([
  ["waiting", true, "bg-human"],
  ["waiting", false, "bg-control"],
  ["running", false, "bg-busy"],
  ["complete", false, "bg-good"],
  ["error", false, "bg-bad"],
  ["cancelled", false, "bg-control"],
] as const)("a task that is %s (for a person: %s) is %s", (status, forPerson, colour) => {
  expect(colourOf({ status, forPerson })).toBe(colour);
});
