import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { usageError } from "./exit.ts";

export interface Profile {
  url: string;
  key?: string;
}

type Environment = Record<string, string | undefined>;

/** Where profiles are kept: in the user's configuration folder, readable by the user alone. */
export function profilesPath(environment: Environment = process.env): string {
  const base = environment["XDG_CONFIG_HOME"];
  return join(base === undefined || base === "" ? join(homedir(), ".config") : base, "taskwright", "profiles.json");
}

export async function readProfiles(path = profilesPath()): Promise<Record<string, Profile>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
  try {
    const { profiles } = JSON.parse(text) as { profiles: Record<string, Profile> };
    if (!Object.values(profiles).every(isProfile)) throw new TypeError("not profiles");
    return profiles;
  } catch {
    throw usageError(`${path} cannot be read as profiles.`, "Correct it or remove it, then set the profile again.");
  }
}

/** The file holds keys: it is written aside with mode 0600 and moved into place. */
export async function writeProfiles(profiles: Record<string, Profile>, path = profilesPath()): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${process.pid}`;
  await writeFile(aside, `${JSON.stringify({ profiles }, null, 2)}\n`, { mode: 0o600 });
  await chmod(aside, 0o600);
  await rename(aside, path);
}

function isProfile(given: Partial<Profile> | null): given is Profile {
  return typeof given?.url === "string" && ["string", "undefined"].includes(typeof given.key);
}
