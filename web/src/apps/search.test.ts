import type { ToolInfo } from "@taskwright/api/definition.ts";
import { expect, test } from "vitest";
import { findTools, readAppsSearch, type ToolFilter } from "./search.ts";

const tools = [
  tool("pets.list", "read", true, "Says which pets there are"),
  tool("pets.add", "external", false, "Adds one"),
  tool("shop.order", "external", true, "Orders food for pets"),
];

test.each<[q: string, show: ToolFilter, found: string[]]>([
  ["", "all", ["pets.list", "pets.add", "shop.order"]],
  ["pets", "all", ["pets.list", "pets.add", "shop.order"]],
  ["ORDER food", "all", ["shop.order"]],
  ["", "unconfirmed", ["pets.add"]],
  ["", "read", ["pets.list"]],
  ["food pets", "external", ["shop.order"]],
  ["nothing", "all", []],
])("“%s” among %s finds %j", (q, show, found) => {
  expect(findTools(tools, q, show).map(({ name }) => name)).toEqual(found);
});

test("a name that fits stands before a description that does", () => {
  expect(findTools(tools.toReversed(), "pets", "all").map(({ name }) => name)).toEqual([
    "pets.add",
    "pets.list",
    "shop.order",
  ]);
});

test("whatever the address says becomes words or nothing", () => {
  expect(readAppsSearch({ tab: "connections", app: 7, show: "everything", q: { no: 1 } })).toEqual({
    tab: "connections",
    app: "7",
  });
});

function tool(name: string, effect: ToolInfo["effect"], confirmed: boolean, description: string): ToolInfo {
  return {
    name,
    app: name.split(".")[0]!,
    title: name,
    description,
    effect,
    argsSchema: {},
    resultSchema: null,
    confirmed,
    changed: false,
    connection: null,
  };
}
