import { realpathSync } from "node:fs";
import module from "node:module";
import { join } from "node:path";
import { childEnv, COMPILED, runInForeground } from "./child.mjs";
import { ROOT } from "./folder.mjs";
import { prepare } from "./prepare.mjs";

/** Prepares the clone and runs a program of it with this process' arguments, in the caller's folder. */
export async function launch(program, args, options) {
  let node;
  try {
    node = await prepare(options);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  const file = join(ROOT, program);
  if (realpathSync(node) === realpathSync(process.execPath)) {
    // The right Node already: go on in this process, which saves a process and its memory.
    const env = childEnv(process.env, node);
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
    process.argv = [node, file, ...args];
    // Node 20, which only launches, does not have it
    module.enableCompileCache?.(COMPILED);
    await import(file);
    return;
  }
  process.exit(await runInForeground(node, [file, ...args], { env: childEnv(process.env, node) }));
}
