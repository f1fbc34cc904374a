import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { childEnv, runQuietly } from "./child.mjs";
import { ROOT, alone, digestOf, readStamp } from "./folder.mjs";
import { npmCommand } from "./npm.mjs";
import { withProgress } from "./progress.mjs";
import { findNode } from "./runtime.mjs";

/**
 * Makes a clone ready to run and returns the Node to run it with. Everything is done when it is
 * missing or outdated, and costs some milliseconds when it is not. Uses nothing but Node itself:
 * there may be no packages yet.
 */
export async function prepare({ page = false, tests = false } = {}) {
  const node = await findNode();
  const packages = packagesDigest();
  // Who only runs the program is spared what it is tested with: a third of the packages, most of the megabytes.
  const enough = tests ? [`${packages} all`] : [`${packages} run`, `${packages} all`];
  await upToDate(INSTALLED, enough, async () => await installPackages(node, { tests }));
  if (page && existsSync(join(ROOT, "web/index.html"))) {
    await upToDate(BUILT, [pageDigest()], async () => await buildPage(node));
  }
  return node;
}

const INSTALLED = join(ROOT, "node_modules/.taskwright-installed");
const BUILT = join(ROOT, "web/dist/.taskwright-built");

/** The lockfile repeats what the package.json files ask for. */
function packagesDigest() {
  return [digestOf(join(ROOT, "package-lock.json")), process.platform, process.arch].join(" ");
}

function pageDigest() {
  const made = new Set(["dist", "node_modules"]);
  const web = readdirSync(join(ROOT, "web")).filter((name) => !made.has(name));
  return digestOf(
    ...["package-lock.json", "api/src", ...web.map((name) => join("web", name))].map((path) => join(ROOT, path)),
  );
}

/** Does `work` unless the stamp says that it was done for one of the digests; the first is what it is done for. */
async function upToDate(stamp, digests, work) {
  if (digests.includes(readStamp(stamp))) return;
  await alone(async () => {
    if (digests.includes(readStamp(stamp))) return;
    await work();
    writeFileSync(stamp, digests[0]);
  });
}

async function installPackages(node, { tests }) {
  const [command, ...args] = npmCommand(node);
  const why = existsSync(join(ROOT, "node_modules")) ? "they have changed" : "first start only";
  const label = `Installing packages (${why}, about a minute)`;
  await withProgress(label, async () => {
    // No package needs its install script: what PostgreSQL's does, server/src/db/postgres does as well.
    const kinds = tests ? ["--include=dev"] : ["--omit=dev"];
    await runQuietly(command, [...args, "ci", ...kinds, "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: ROOT,
      env: childEnv(process.env, node),
    });
  });
}

async function buildPage(node) {
  const vite = join(ROOT, "node_modules/vite/bin/vite.js");
  await withProgress("Building the page", async () => {
    await runQuietly(node, [vite, "build"], { cwd: join(ROOT, "web"), env: childEnv(process.env, node) });
  });
}
