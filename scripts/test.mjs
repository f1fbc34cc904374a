// npm test: everything that must hold, or with arguments only the tests they name:
//   npm test -- server/src/tasks
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { childEnv, runInForeground } from "./child.mjs";
import { ROOT } from "./folder.mjs";
import { prepare } from "./prepare.mjs";

const RESULTS = join(ROOT, "node_modules/.taskwright/test-results.json");

const CHECKS = [
  { name: "format", program: "oxfmt/bin/oxfmt", options: ["--check"] },
  { name: "lint", program: "oxlint/bin/oxlint", options: [] },
  { name: "types", program: "typescript/bin/tsc", options: ["-p", "."] },
  { name: "types of the page", program: "typescript/bin/tsc", options: ["-p", "web"] },
  { name: "dead code", program: "knip/bin/knip.js", options: [] },
];

const tests = (args) => ({
  name: "tests",
  program: "vitest/vitest.mjs",
  options: ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${RESULTS}`, ...args],
});

const args = process.argv.slice(2);
const node = await prepare({ page: true, tests: true }).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
mkdirSync(dirname(RESULTS), { recursive: true });
rmSync(RESULTS, { force: true });

const failed = [];
for (const { name, program, options } of args.length > 0 ? [tests(args)] : [...CHECKS, tests([])]) {
  const began = Date.now();
  const code = await runInForeground(node, [join(ROOT, "node_modules", program), ...options], {
    cwd: ROOT,
    env: childEnv(process.env, node),
  });
  console.log(`${code === 0 ? "✓" : "✗"} ${name}: ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
  // ended by a signal, Ctrl+C for one: a person has seen enough
  if (code > 128) process.exit(code);
  if (code !== 0) failed.push(name);
}
if (failed.length > 0) console.error(`Not in order: ${failed.join(", ")}`);
process.exit(failed.length > 0 ? 1 : 0);
