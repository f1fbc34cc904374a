import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { childEnv, COMPILED, runQuietly } from "./child.mjs";
import { alone, digestOf } from "./folder.mjs";
import { isNewEnough } from "./runtime.mjs";

let folder;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "taskwright-scripts-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.for([
  ["20.20.2", false],
  ["22.17.1", false],
  ["22.18.0", true],
  ["23.5.0", false],
  ["23.6.0", true],
  ["24.0.0", true],
  ["25.1.0", true],
])("Node %s runs TypeScript as it is: %s", ([version, expected]) => {
  expect(isNewEnough(version)).toBe(expected);
});

test("what describes npm's own call does not reach the programs that are started", () => {
  const env = childEnv(
    {
      PATH: "/usr/bin",
      HOME: "/home/dana",
      PORT: "8700",
      npm_lifecycle_event: "start",
      npm_package_name: "taskwright",
      npm_command: "run-script",
      npm_config_local_prefix: "/somewhere",
      npm_config_cache: "/home/dana/.npm",
    },
    "/opt/node24/bin/node",
  );
  expect(env).toEqual({
    NODE_COMPILE_CACHE: COMPILED,
    PATH: "/opt/node24/bin:/usr/bin",
    HOME: "/home/dana",
    PORT: "8700",
    npm_config_cache: "/home/dana/.npm",
  });
});

test("a digest changes with a file's content, its name, and a new file", () => {
  const file = join(folder, "a");
  const digests = new Set([digestOf(folder)]);
  writeFileSync(file, "1");
  digests.add(digestOf(folder));
  writeFileSync(file, "2");
  digests.add(digestOf(folder));
  mkdirSync(join(folder, "sub"));
  writeFileSync(join(folder, "sub/a"), "2");
  digests.add(digestOf(folder));
  expect(digests.size).toBe(4);
  expect(digests).toContain(digestOf(folder));
});

test("of two that prepare at once, the second begins when the first is done", async () => {
  const lock = join(folder, "lock");
  const order = [];
  const first = Promise.withResolvers();
  const both = [
    alone(async () => {
      order.push("first begins");
      await first.promise;
      order.push("first ends");
    }, lock),
    alone(() => order.push("second begins"), lock),
  ];
  first.resolve();
  await Promise.all(both);
  expect(order).toEqual(["first begins", "first ends", "second begins"]);
});

test("a preparation whose process was killed does not block the next one", async () => {
  const lock = join(folder, "lock");
  mkdirSync(lock);
  const dead = (await runQuietly("sh", ["-c", "echo $$"])).trim();
  writeFileSync(join(lock, "pid"), dead);
  await expect(alone(() => "done", lock)).resolves.toBe("done");
});

test("a program that fails is quoted with its output", async () => {
  await expect(runQuietly("sh", ["-c", "echo half a line; exit 3"])).rejects.toThrow(/half a line\n\(exit code 3\)/);
});
