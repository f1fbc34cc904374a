import { fileTypeFromBuffer } from "file-type";
import { AppError } from "../errors.ts";

/** How much of a file's beginning is looked at. */
export const HEAD_BYTES = 64 * 1024;

/**
 * The media type a file gets: what its content is, never just what it says it is. A file whose name
 * or declared type promises something that its content is not, is refused: whoever opens it next
 * would be deceived, be it a person or a program.
 */
export async function settleMediaType(head: Buffer, claim: { name: string; declared?: string }): Promise<string> {
  const extension = /\.([A-Za-z0-9]{1,10})$/.exec(claim.name)?.[1]?.toLowerCase() ?? "";
  const declared = claim.declared?.split(";")[0]?.trim().toLowerCase();
  const byName = BY_EXTENSION[extension];
  const byDeclaration = declared !== undefined && KNOWN.has(declared) ? declared : undefined;
  const actual = await contentType(head);

  for (const [promised, how] of [
    [byName, `its name ends in .${extension}`],
    [byDeclaration, `it was sent as ${declared}`],
  ] as const) {
    if (promised === undefined || head.length === 0 || agrees(actual, promised, head)) continue;
    throw new AppError(
      "unsupported_media",
      `"${claim.name}" is not what it says: ${how}, but the content is ${described(actual)}. Send the real file, or give it the right name and type.`,
      { details: { promised, actual } },
    );
  }
  if (actual !== TEXT && actual !== "application/xml") return actual;
  // Text has no signature, so among textual types the name decides.
  const named = byName ?? byDeclaration;
  return named !== undefined && TEXTUAL.has(named) ? named : actual;
}

const TEXT = "text/plain";
const BINARY = "application/octet-stream";

async function contentType(head: Buffer): Promise<string> {
  const sniffed = await fileTypeFromBuffer(head);
  if (sniffed && !AMBIGUOUS.has(sniffed.mime)) return ALIASES[sniffed.mime] ?? sniffed.mime;
  return looksLikeText(head) ? TEXT : (sniffed?.mime ?? BINARY);
}

function agrees(actual: string, promised: string, head: Buffer): boolean {
  if (actual === promised) return true;
  if (MARKUP.has(promised)) return actual === "application/xml" || (actual === TEXT && beginsWithTag(head));
  if (TEXTUAL.has(promised)) return actual === TEXT || (actual === "application/xml" && promised === TEXT);
  // A large archive's directory is at its end, out of sight, so the kind of archive stays open.
  if (ZIPPED.test(promised)) return actual === "application/zip" || ZIPPED.test(actual);
  return OLD_OFFICE.has(promised) && actual === "application/x-cfb";
}

/** UTF-8 or UTF-16 with its mark; no control characters but those of text. */
function looksLikeText(head: Buffer): boolean {
  if (head.length >= 2 && (head.readUInt16BE() === 0xfeff || head.readUInt16BE() === 0xfffe)) return true;
  for (const byte of head) {
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c && byte !== 0x1b) return false;
  }
  // Not every text is UTF-8: readers of old spreadsheets' windows-1252 name the encoding when they parse.
  return true;
}

function beginsWithTag(head: Buffer): boolean {
  const encoding =
    head[0] === 0xff && head[1] === 0xfe ? "utf-16le" : head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(head.subarray(0, 1024)).trimStart().startsWith("<");
}

function described(actual: string): string {
  if (actual === TEXT) return "plain text";
  return actual === BINARY ? "binary data" : actual;
}

const BY_EXTENSION: Record<string, string | undefined> = {
  txt: TEXT,
  log: TEXT,
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  md: "text/markdown",
  html: "text/html",
  htm: "text/html",
  css: "text/css",
  js: "text/javascript",
  xml: "application/xml",
  xsd: "application/xml",
  svg: "image/svg+xml",
  json: "application/json",
  jsonl: "application/x-ndjson",
  ndjson: "application/x-ndjson",
  yaml: "application/yaml",
  yml: "application/yaml",
  ics: "text/calendar",
  eml: "message/rfc822",
  pdf: "application/pdf",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  tif: "image/tiff",
  tiff: "image/tiff",
  bmp: "image/bmp",
  heic: "image/heic",
  avif: "image/avif",
  mp3: "audio/mpeg",
  wav: "audio/wav",
  mp4: "video/mp4",
  webm: "video/webm",
  zip: "application/zip",
  gz: "application/gzip",
  "7z": "application/x-7z-compressed",
  doc: "application/msword",
  xls: "application/vnd.ms-excel",
  ppt: "application/vnd.ms-powerpoint",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  odt: "application/vnd.oasis.opendocument.text",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
};

const TEXTUAL = new Set([
  TEXT,
  "text/csv",
  "text/tab-separated-values",
  "text/markdown",
  "text/html",
  "text/css",
  "text/javascript",
  "text/xml",
  "application/xml",
  "image/svg+xml",
  "application/json",
  "application/x-ndjson",
  "application/yaml",
  "text/calendar",
  "message/rfc822",
]);
const MARKUP = new Set(["application/xml", "text/xml", "image/svg+xml"]);
const OLD_OFFICE = new Set(["application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"]);
const ZIPPED = /^application\/(zip$|vnd\.openxmlformats|vnd\.oasis)/;
const ALIASES: Record<string, string> = {
  "text/xml": "application/xml",
  "audio/x-wav": "audio/wav",
  "audio/vnd.wave": "audio/wav",
};

/** A few letters at the start are no proof: "MZ…", "ID3…" or "BM…" also begin ordinary words. */
const AMBIGUOUS = new Set([
  "image/bmp",
  "application/x-msdownload",
  "text/calendar",
  "text/vcard",
  "text/vtt",
  "application/x-unix-archive",
]);

/**
 * Browsers and scripts send these without having looked: text/plain and the spreadsheet type for a
 * .csv on Windows. Only a type that no honest mistake produces is held against a file.
 */
const KNOWN = new Set(
  Object.values(BY_EXTENSION).filter(
    (type): type is string => type !== undefined && !OLD_OFFICE.has(type) && type !== TEXT && type !== "text/html",
  ),
);
