import type { Context, MiddlewareHandler } from "hono";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

const ENCODINGS = [
  ["br", ".br"],
  ["gzip", ".gz"],
] as const;

interface StaticFile {
  path: string;
  type: string;
  etag: string;
  /** its name changes with its content */
  immutable: boolean;
  compressed: { encoding: string; path: string }[];
}

/**
 * The built page. Its files are listed once at the start, so that a request is looked up and never
 * made into a path; what is not a file is an address within the page.
 */
export function servePages(folder: string): MiddlewareHandler {
  const files = existsSync(join(folder, "index.html")) ? listFiles(folder) : undefined;
  return async (context, next) => {
    const { method, path } = context.req;
    if (method !== "GET" && method !== "HEAD") return await next();
    if (!files) return context.text("The page has not been built: run npm start, or npm run build -w web.\n", 503);
    const file = files.get(path) ?? (isPageAddress(path) ? files.get("/index.html") : undefined);
    return file ? await respond(context, file) : await next();
  };
}

/** /tasks/7, but not /assets/gone.js or /robots.txt: a missing file is not a page. */
function isPageAddress(path: string): boolean {
  return !/\.[a-z0-9]+$/i.test(path);
}

function listFiles(folder: string): Map<string, StaticFile> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = new Map<string, StaticFile>();
  for (const name of names) {
    const path = join(folder, name);
    const type = TYPES[extname(name)];
    if (!type || !statSync(path).isFile()) continue;
    const address = `/${name.split(sep).join("/")}`;
    files.set(address, {
      path,
      type,
      etag: `"${createHash("sha256").update(readFileSync(path)).digest("base64url").slice(0, 22)}"`,
      immutable: address.startsWith("/assets/"),
      compressed: ENCODINGS.flatMap(([encoding, suffix]) =>
        existsSync(path + suffix) ? [{ encoding, path: path + suffix }] : [],
      ),
    });
  }
  return files;
}

async function respond(context: Context, file: StaticFile): Promise<Response> {
  const accepted = (context.req.header("accept-encoding") ?? "").split(/\s*,\s*/).map((each) => each.split(";")[0]);
  const compressed = file.compressed.find(({ encoding }) => accepted.includes(encoding));
  const headers: Record<string, string> = {
    "content-type": file.type,
    "cache-control": file.immutable ? "public, max-age=31536000, immutable" : "no-cache",
    etag: file.etag,
    ...(file.compressed.length > 0 ? { vary: "accept-encoding" } : {}),
    ...(compressed ? { "content-encoding": compressed.encoding } : {}),
  };
  if (context.req.header("if-none-match") === file.etag) return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(await readFile(compressed?.path ?? file.path)), { headers });
}
