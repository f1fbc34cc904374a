import type { Interaction } from "@taskwright/api/interaction.ts";
import { expect, test } from "vitest";
import { hold } from "./hold.ts";

const request = (id: number, title = `r${id}`) => ({ id, title }) as Interaction;
const shown = ({ rows, fresh }: ReturnType<typeof hold>) =>
  `${rows.map(({ request, gone }) => `${request.title}${gone ? " gone" : ""}`).join(", ")} + ${fresh}`;

test.each<[string, number[], number[], number[], string]>([
  ["nothing happened", [1, 2], [1, 2], [], "r1, r2 + 0"],
  ["new ones wait", [1, 2], [1, 2, 3, 4], [], "r1, r2 + 2"],
  ["one was decided elsewhere and keeps its place", [1, 2, 3], [1, 3, 4], [], "r1, r2 gone, r3 + 1"],
  ["one was decided here", [1, 2], [2], [1], "r2 + 0"],
  ["one was decided here, and the list is not read again yet", [1, 2], [1, 2], [1], "r2 + 0"],
])("%s", (_, base, live, dropped, expected) => {
  expect(
    shown(
      hold(
        base.map((id) => request(id)),
        live.map((id) => request(id)),
        new Set(dropped),
      ),
    ),
  ).toBe(expected);
});

test("a row is drawn as it is now", () => {
  expect(shown(hold([request(1)], [request(1, "new title")], new Set()))).toBe("new title + 0");
});
