import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { usageError } from "./exit.ts";

const Profile = z.object({ url: z.string(), key: z.string().optional() });
export type Profile = z.infer<typeof Profile>;
const ProfileFile = z.object({ profiles: z.record(z.string(), Profile) });

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
    return ProfileFile.parse(JSON.parse(text)).profiles;
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
