import { Readable } from "node:stream";
import type { OpenFile } from "./store.ts";

/**
 * A file as a download and nothing else: whatever it holds, a browser neither shows it as a page of
 * ours nor runs it, nor takes it for another type.
 */
export function download(file: OpenFile, request: Headers): Response {
  const { row } = file;
  const etag = `"${row.sha256.toString("hex")}"`;
  const headers: Record<string, string> = {
    "content-type": row.media_type,
    "content-disposition": disposition(row.name),
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "private, no-cache",
    "accept-ranges": "bytes",
    etag,
  };
  if (request.get("if-none-match")?.split(/,\s*/).includes(etag)) return new Response(null, { status: 304, headers });
  const conditional = request.get("if-range");
  const asked = conditional === null || conditional === etag ? request.get("range") : null;
  const range = byteRange(asked, row.bytes);
  if (range === "unsatisfiable") {
    return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${row.bytes}` } });
  }
  const length = range ? range.end - range.start + 1 : row.bytes;
  const body = Readable.toWeb(file.stream(range)) as ReadableStream;
  headers["content-length"] = String(length);
  if (range) headers["content-range"] = `bytes ${range.start}-${range.end}/${row.bytes}`;
  return new Response(body, { status: range ? 206 : 200, headers });
}

/** RFC 6266: the name for every client, and in full for those that read RFC 8187. */
function disposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, "_").replace(/["\\%]/g, "_");
  const full = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${full}`;
}

/** One range of bytes; several, or another unit, are answered with the whole. */
function byteRange(header: string | null, bytes: number): { start: number; end: number } | "unsatisfiable" | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return undefined;
  const start = from === "" ? Math.max(bytes - Number(to), 0) : Number(from);
  const end = from === "" || to === "" ? bytes - 1 : Math.min(Number(to), bytes - 1);
  return start > end || start >= bytes ? "unsatisfiable" : { start, end };
}
