import { expect, test } from "vitest";
import { isHere, type ModelDraft, modelDraft, readModel } from "./draft.ts";

const TYPED: ModelDraft = { ...modelDraft(), modelName: "gpt-5-mini" };

test("it is called as the provider calls it, unless it has a name of its own, and no key is sent for none", () => {
  expect(readModel(TYPED)).toMatchObject({ value: { name: "gpt-5-mini", modelName: "gpt-5-mini", price: null } });
  expect(Object.keys((readModel(TYPED) as { value: object }).value)).not.toContain("key");
  expect(readModel({ ...TYPED, name: "Small", key: " sk-1 " })).toMatchObject({
    value: { name: "Small", key: "sk-1" },
  });
});

test.each<[string, Partial<ModelDraft>, string]>([
  ["no name at the provider", { modelName: "" }, "modelName"],
  ["no address of a compatible one", { provider: "compatible" }, "address"],
  ["an address that is none", { provider: "compatible", address: "ollama" }, "address"],
  ["half a call at once", { limits: { ...TYPED.limits, maxConcurrent: "0.5" } }, "limits"],
  ["one price of three", { prices: { ...TYPED.prices, input: "1" } }, "prices"],
  ["a price in words", { prices: { input: "cheap", cachedInput: "1", output: "1" } }, "prices"],
])("%s is told", (_, change, field) => {
  const read = readModel({ ...TYPED, ...change });
  expect(Object.keys("issues" in read ? read.issues : {})).toEqual([field]);
});

test.each([
  ["http://localhost:11434/v1", true],
  ["http://127.0.0.1/v1", true],
  ["https://localhost.example.org/v1", false],
  ["https://api.openai.com", false],
])("%s is of this machine: %s", (address, here) => {
  expect(isHere(address)).toBe(here);
});
