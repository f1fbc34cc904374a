import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openClient, type Client, type Connection } from "./client.ts";
import { usageError } from "./exit.ts";
import { readProfiles, type Profile } from "./profiles.ts";
import { didYouMean } from "./suggest.ts";

export interface ServerFlags {
  url?: string;
  key?: string;
  profile?: string;
}

type Environment = Record<string, string | undefined>;

export async function connect(flags: ServerFlags): Promise<Client> {
  return openClient(await findConnection(flags));
}

/**
 * The address and the key, each from the first that names it: flag, environment, profile. Without an
 * address it is the server of this machine; for that one the key is the owner's, when we may read it.
 */
export async function findConnection(flags: ServerFlags, environment: Environment = process.env): Promise<Connection> {
  const profile = await profileNamed(flags.profile ?? filled(environment["TASKWRIGHT_PROFILE"]));
  const url = checkedUrl(flags.url ?? filled(environment["TASKWRIGHT_URL"]) ?? profile?.url ?? localUrl(environment));
  const given = flags.key ?? filled(environment["TASKWRIGHT_KEY"]);
  // a profile's key goes to the profile's own server and to no other
  const stored = profile !== undefined && checkedUrl(profile.url) === url ? profile.key : undefined;
  const key = given ?? stored ?? (isLocal(url) ? await ownerKey(environment) : undefined);
  return { url, key };
}

export const projectFolder = resolve(import.meta.dirname, "../..");

/** Where this machine's server keeps everything. */
export function dataFolder(environment: Environment = process.env): string {
  const named = filled(environment["DATA_DIR"]);
  return named === undefined ? join(projectFolder, "data") : resolve(named);
}

/** The key the server's first start wrote, or undefined: none yet, or not ours to read. */
export async function ownerKey(environment: Environment = process.env): Promise<string | undefined> {
  try {
    return filled((await readFile(join(dataFolder(environment), "owner.key"), "utf8")).trim());
  } catch {
    return undefined;
  }
}

export function isLocal(url: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
}

function localUrl(environment: Environment): string {
  return `http://127.0.0.1:${filled(environment["PORT"]) ?? 8700}`;
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw usageError(`"${text}" is no address of a server.`, "Write it whole: http://127.0.0.1:8700.");
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

async function profileNamed(name: string | undefined): Promise<Profile | undefined> {
  if (name === undefined) return undefined;
  const profiles = await readProfiles();
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (profile !== undefined) return profile;
  const names = Object.keys(profiles);
  const known =
    names.length > 0
      ? `Stored are: ${names.join(", ")}.`
      : "None is stored yet: taskwright profile set <name> --url <address>.";
  throw usageError(`There is no profile "${name}".`, didYouMean(name, names) ?? known);
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text;
}
