import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** How to call npm under the given Node: the npm that called us, the one beside Node, or any. */
export function npmCommand(node, env = process.env) {
  const candidates = [env.npm_execpath, join(dirname(process.execPath), "../lib/node_modules/npm/bin/npm-cli.js")];
  const script = candidates.find((path) => path?.endsWith("npm-cli.js") && existsSync(path));
  return script ? [node, script] : ["npm"];
}
