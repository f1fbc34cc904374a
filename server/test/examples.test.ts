import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkDefinition } from "../src/definitions/check.ts";
import { effectiveDefinition } from "../src/definitions/inherit.ts";
import { parseDefinition } from "../src/definitions/language.ts";
import { type TestApps, testApps } from "./support/apps.ts";

const examples = join(import.meta.dirname, "../../examples");
const files = readdirSync(examples).filter((name) => name.endsWith(".yaml"));
const parsed = new Map(files.map((name) => [name, parseDefinition(readFileSync(join(examples, name), "utf8"))]));

let apps: TestApps;
beforeAll(async () => void (apps = await testApps()));
afterAll(async () => await apps.close());

describe("every example is a definition without faults", () => {
  it.each(files)("%s", (name) => {
    const one = parsed.get(name)!;
    expect(one.issues).toEqual([]);
    const documents = [...parsed.values()].map(({ document }) => document!);
    const issues = checkDefinition(one, effectiveDefinition([one.document!]), {
      tools: apps.catalog,
      definitions: new Map(documents.map((document) => [document.name, document.inputs ?? {}])),
      agents: new Set(["default", "accounts-payable"]),
    });
    expect(issues).toEqual([]);
  });
});
