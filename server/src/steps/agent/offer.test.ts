import { expect, test } from "vitest";
import { z } from "zod";
import { defineTool, type Tool } from "../../apps/tool.ts";
import { Offer } from "./offer.ts";

function imported(name: string, more: Partial<Tool>): Tool {
  const tool = defineTool({
    name,
    title: name,
    description: "of an import",
    effect: "read",
    idempotent: true,
    args: z.unknown(),
    run: async () => null,
  });
  return { ...tool, ...more };
}

const ORDER = { type: "object", properties: { item: { type: "string" } }, required: ["item"] };
const catalog = new Map(
  [
    imported("shop.order", { confirmed: true, inputSchema: { $schema: "https://json-schema.org/", ...ORDER } }),
    imported("shop.refund", { confirmed: false, inputSchema: ORDER }),
    imported("csv.read", {}),
  ].map((tool) => [tool.name, tool]),
);
const offer = new Offer(catalog, null, null, "");

test("a model is not offered a tool that nobody has confirmed, and cannot name it either", () => {
  const names = offer.tools.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["csv__read", "shop__order"]));
  expect(names).not.toContain("shop__refund");
  expect([offer.toolName("shop__order"), offer.toolName("shop__refund"), offer.hidden]).toEqual([
    "shop.order",
    undefined,
    0,
  ]);
});

test("a model is told the arguments of an imported tool as the import says them", () => {
  expect(offer.tools.find(({ name }) => name === "shop__order")?.inputSchema).toEqual(ORDER);
});
