import { beforeEach, expect, test, vi } from "vitest";
import { dropDraft, dropOldDrafts, keepDraft, keptDraft } from "./kept-draft.ts";

let storage: Record<string, string>;
beforeEach(() => {
  storage = {};
  const methods = {
    getItem: (name: string) => storage[name] ?? null,
    setItem: (name: string, value: string) => void (storage[name] = value),
    removeItem: (name: string) => void delete storage[name],
  };
  vi.stubGlobal(
    "localStorage",
    new Proxy(methods, {
      ownKeys: () => Object.keys(storage),
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    }),
  );
});

test("a draft is there again until it is sent", () => {
  keepDraft("1/request/7", { who: "Dana" });
  expect(keptDraft("1/request/7")).toEqual({ who: "Dana" });
  expect(keptDraft("2/request/7")).toBeUndefined();
  dropDraft("1/request/7");
  expect(keptDraft("1/request/7")).toBeUndefined();
});

test("drafts that nobody came back to for two weeks go", () => {
  const now = Date.now();
  keepDraft("old", "x", now - 15 * 86_400_000);
  keepDraft("new", "y", now - 86_400_000);
  storage["draft:broken"] = "{";
  storage.other = "stays";
  dropOldDrafts(now);
  expect(Object.keys(storage).toSorted()).toEqual(["draft:new", "other"]);
});

test("where nothing can be kept, nothing breaks", () => {
  vi.stubGlobal("localStorage", undefined);
  keepDraft("a", 1);
  dropOldDrafts();
  dropDraft("a");
  expect(keptDraft("a")).toBeUndefined();
});
