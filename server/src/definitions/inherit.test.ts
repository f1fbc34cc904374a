import type { DefinitionDocument } from "@taskwright/api/language.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { effectiveDefinition } from "./inherit.ts";

const grandparent: DefinitionDocument = {
  name: "Base",
  agent: "ops",
  timeout: "1h",
  retry: { attempts: 3, backoff: "fixed", initial: "1s", max: "1h" },
  inputs: { customer: { type: "string" }, limit: { type: "number", default: 10 } },
  outputs: { done: true },
  steps: [{ set: 1 }],
};
const parent: DefinitionDocument = {
  name: "Middle",
  parent: "Base",
  timeout: "2h",
  inputs: { limit: { type: "integer" } },
};
const child: DefinitionDocument = {
  name: "Leaf",
  parent: "Middle",
  inputs: { note: { type: "string" } },
  outputs: { done: false, more: 1 },
};

test("what a definition leaves out falls back to its parents, the nearest first", () => {
  const { document, inherited } = effectiveDefinition([child, parent, grandparent]);
  expect(document).toEqual({
    ...grandparent,
    name: "Leaf",
    parent: "Middle",
    timeout: "2h",
    inputs: { customer: { type: "string" }, limit: { type: "integer" }, note: { type: "string" } },
    outputs: { done: false, more: 1 },
  });
  expect(inherited).toEqual({
    timeout: "Middle",
    "inputs.limit": "Middle",
    "inputs.customer": "Base",
    agent: "Base",
    retry: "Base",
    steps: "Base",
  });
});

test("controls add up: a child cannot lift what a parent holds", () => {
  const mail = { tool: "email.*", policy: "ask" } as const;
  const outside = { effect: "external", policy: "deny" } as const;
  const own = { name: "Leaf", parent: "Base", controls: [mail] };
  const { document, inherited } = effectiveDefinition([own, { name: "Base", controls: [outside, mail] }]);
  expect(document.controls).toEqual([mail, outside]);
  expect(inherited).toEqual({ "controls.1": "Base" });
});

test("a definition without a parent is what it says", () => {
  expect(effectiveDefinition([grandparent])).toEqual({ document: grandparent, inherited: {} });
});

test("merging once is enough: again, or with itself as a parent, nothing changes", () => {
  const key = fc.constantFrom("agent", "title", "timeout", "category");
  const names = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom({ type: "string" }, { type: "number" }));
  const any = fc
    .tuple(fc.dictionary(key, fc.string()), fc.record({ inputs: names, outputs: names }, { requiredKeys: [] }))
    .map(([top, inner]) => ({ name: "X", ...top, ...inner }));
  fc.assert(
    fc.property(fc.array(any, { minLength: 1, maxLength: 4 }), (chain) => {
      const { document } = effectiveDefinition(chain);
      expect(effectiveDefinition([document, ...chain]).document).toEqual(document);
      expect(
        effectiveDefinition([chain[0]!, effectiveDefinition([...chain.slice(1), chain.at(-1)!]).document]).document,
      ).toEqual(document);
    }),
  );
});
