import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./folder.mjs";

const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));

test("the lockfile lists every optional package of every platform, or npm ci refuses it elsewhere", () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !ancestors(path).some((folder) => `${folder}node_modules/${name}` in packages))
      .map((name) => `${path} needs ${name}`),
  );
  expect(missing).toEqual([]);
});

/** "", "node_modules/a/", … the folders in which Node looks for a package's own packages. */
function ancestors(path) {
  const parts = path.split(/(?<=^|\/)node_modules\//).filter(Boolean);
  return ["", ...parts.map((_, end) => `node_modules/${parts.slice(0, end + 1).join("node_modules/")}/`)];
}
