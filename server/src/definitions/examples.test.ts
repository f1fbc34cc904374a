import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApps, testApps } from "../../test/support/apps.ts";
import { systemActor } from "../access/actor.ts";
import { publishDefinition } from "./publish.ts";

const EXAMPLES = join(import.meta.dirname, "../../../examples");
const sources = readdirSync(EXAMPLES)
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => ({ name, source: readFileSync(join(EXAMPLES, name), "utf8") }));

let apps: TestApps;
beforeAll(async () => void (apps = await testApps()));
afterAll(async () => await apps.close());

test("every example can be published among the tools there are, in some order", async () => {
  const { db } = apps.services.database;
  const actor = systemActor(apps.workspaceId, "test");
  const waiting = new Map(sources.map(({ name, source }) => [name, source]));
  // an example may name another that comes later in the alphabet
  for (let round = 0, left = -1; waiting.size > 0 && waiting.size !== left; round++) {
    left = waiting.size;
    for (const [name, source] of waiting) {
      const published = await publishDefinition(db, actor, source, apps.catalog).catch(() => null);
      if (published) waiting.delete(name);
    }
  }
  const refused = await Promise.all(
    [...waiting].map(async ([name, source]) => [
      name,
      await publishDefinition(db, actor, source, apps.catalog).catch(({ message }: Error) => message),
    ]),
  );
  expect(refused).toEqual([]);
  expect(sources.length).toBeGreaterThan(3);
});
