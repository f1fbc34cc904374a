import { AppError } from "../errors.ts";

/** Longest path in the store, in characters; every segment also has to fit a file name elsewhere. */
const MAX_PATH = 500;
const MAX_SEGMENT = 200;

/**
 * The one spelling of a place in a workspace's store: "reports/may.csv". Paths are keys in the
 * database and never touch a disk; the rules keep them unambiguous and safe to export to one.
 */
export function storePath(text: string): string {
  const path = text.normalize("NFC").replace(/^\.\//, "");
  const wrong = problemWith(path);
  if (wrong) throw new AppError("invalid", `"${shown(text)}" cannot be a path in the store: ${wrong}.`);
  return path;
}

/** Like storePath, for the beginning of paths: may be empty and may end with a slash. */
export function storePrefix(text: string): string {
  const bare = text.replace(/\/$/, "");
  if (bare === "") return "";
  return storePath(bare) + (text.endsWith("/") ? "/" : "");
}

/** The last part of a path, or of what a browser or mail program calls a file. */
export function fileName(text: string): string {
  const last = text.normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const name = last.replace(UNPRINTABLE, "").trim();
  if (name === "" || name === "." || name === "..") throw new AppError("invalid", "Give the file a name.");
  if (name.length > MAX_SEGMENT) throw new AppError("invalid", `A file name has at most ${MAX_SEGMENT} characters.`);
  return name;
}

function problemWith(path: string): string | undefined {
  if (path === "") return "it is empty";
  if (path.length > MAX_PATH) return `it has more than ${MAX_PATH} characters`;
  if (path.search(UNPRINTABLE) >= 0) return "it holds a control character";
  if (path.includes("\\")) return "write / instead of \\";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path))
    return "write it relative to the store, without a leading / or drive";
  for (const segment of path.split("/")) {
    if (segment === "") return "it has an empty part (two slashes, or one at the end)";
    if (segment === "." || segment === "..") return `"${segment}" is not allowed in it`;
    if (segment !== segment.trim()) return "a part of it begins or ends with a space";
    if (segment.length > MAX_SEGMENT) return `a part of it has more than ${MAX_SEGMENT} characters`;
  }
  return undefined;
}

function shown(text: string): string {
  const printable = text.replace(UNPRINTABLE, "\u{fffd}");
  return printable.length > 100 ? `${printable.slice(0, 100)}…` : printable;
}

/** Control characters, NUL among them; marks that reverse reading order ("exe.csv" seen as "vsc.exe"); half surrogates. */
const UNPRINTABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu;
