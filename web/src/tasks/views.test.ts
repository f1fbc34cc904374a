import { expect, test } from "vitest";
import { isSame, readViews, withView } from "./views.ts";

test("a view is saved under its name, in the order of names; the same name means the new list", () => {
  const failed = { name: "Failed", search: { status: "error" } };
  const mine = { name: "For me", search: { waitingFor: "me" as const } };
  const views = withView(withView([], mine), failed);
  expect(views).toEqual([failed, mine]);
  const now = { name: "Failed", search: { status: "error", group: "day" as const } };
  expect(withView(views, now)).toEqual([now, mine]);
});

test.each<[string, unknown, string[]]>([
  ["nothing", null, []],
  ["something else", { name: "x" }, []],
  ["entries that are no views", [null, 1, { name: "" }, { name: "No search" }, { name: "Fine", search: {} }], ["Fine"]],
])("of %s only views come out", (_, kept, names) => {
  expect(readViews(kept).map(({ name }) => name)).toEqual(names);
});

test("what an address could not say is not taken from a view either", () => {
  const [view] = readViews([{ name: "Odd", search: { status: "error", group: "moon", kind: 7, evil: "x" } }]);
  expect(view!.search).toMatchObject({ status: "error", group: undefined, kind: undefined });
  expect(view!.search).not.toHaveProperty("evil");
});

test("a list is a view's as long as the address says the same", () => {
  expect(isSame({ status: "error" }, { status: "error", q: undefined })).toBe(true);
  expect(isSame({ status: "error" }, { status: "error", sort: "duration" })).toBe(false);
});
