import { isIP } from "node:net";

/**
 * The host in a text that is one as a whole, though no address of the web: "evil.example:8080",
 * "git@evil.example:a.git", "ftp://evil.example/x", "203.0.113.9". Null: it is none. `argument` is what the text
 * is called: a file's name looks like a host, and a plain word is one only where it is called so.
 */
export function bareHostOf(text: string, argument: string): string | null {
  const said = text.trim();
  if (said === "" || said.length > 8_000 || /\s/.test(said)) return null;
  const schemed = /^(?:[a-z][a-z0-9+.-]*:)?\/\/(.+)$/i.exec(said);
  if (schemed) return parsedHost(schemed[1]!);
  const secureCopy = /^[^@/:]+@([^@/:]+):(\d{1,5}$)?/.exec(said);
  if (secureCopy) return parsedHost(secureCopy[2] ? `${secureCopy[1]}:${secureCopy[2]}` : secureCopy[1]!);
  const head = said.split(/[/?#]/, 1)[0]!;
  if (isIP(head) === 6) return parsedHost(`[${head}]`);
  if (/^\[[0-9a-f:.]+\](:\d{1,5})?$/i.test(head)) return parsedHost(head);
  const [, name, port] = /^([\p{L}\p{N}._-]+?)\.?(?::(\d{1,5}))?$/u.exec(head) ?? [];
  if (name === undefined || !isHost(name, argument)) return null;
  return parsedHost(port === undefined ? name : `${name}:${port}`);
}

function isHost(name: string, argument: string): boolean {
  if (isIP(name) === 4) return true;
  const last = name.split(".").at(-1)!.toLowerCase();
  if (!name.includes(".")) return /host|(?<!sub[_-]?)domain/i.test(argument);
  if (!/^(xn--[a-z0-9-]+|\p{L}{2,63})$/u.test(last)) return false;
  return !FILES.has(last) || /host|domain|server|address|url|uri|site|endpoint|origin|target|remote/i.test(argument);
}

function parsedHost(rest: string): string | null {
  const url = URL.parse(`http://${rest}`);
  return url?.host ? url.host.replace(/\.(?=:|$)/, "") : null;
}

/** Ends of files' names, some of which are ends of domains too. */
const FILES = new Set(
  (
    "txt md rst log csv tsv json jsonl yaml yml toml ini cfg conf env xml html htm css js mjs cjs ts tsx jsx vue py rb rs go java " +
    "kt c h cpp cs php pl sh bash ps sql db sqlite pdf doc docx odt xls xlsx ods ppt pptx rtf png jpg jpeg gif svg webp bmp tif tiff " +
    "ico mp mov avi mkv mp3 wav ogg zip tar gz tgz bz xz rar jar war eml ics lock bak tmp exe dll so bin iso parquet ipynb tex"
  ).split(" "),
);
