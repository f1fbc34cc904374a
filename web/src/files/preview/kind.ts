import type { File as StoredFile } from "@taskwright/api/file.ts";

export type PreviewKind = "text" | "csv" | "xml" | "json" | "image" | "pdf";

/** Larger ones are downloaded: a preview is for looking, not for work. */
const MOST_BYTES: Record<PreviewKind, number> = {
  // these are read in part
  text: Infinity,
  csv: Infinity,
  xml: 2_000_000,
  json: 20_000_000,
  image: 30_000_000,
  pdf: 100_000_000,
};

const BY_EXTENSION: Record<string, PreviewKind> = {
  csv: "csv",
  tsv: "csv",
  xml: "xml",
  svg: "image",
  json: "json",
  pdf: "pdf",
  png: "image",
  jpg: "image",
  jpeg: "image",
  gif: "image",
  webp: "image",
  avif: "image",
  txt: "text",
  log: "text",
  md: "text",
  yaml: "text",
  yml: "text",
  html: "text",
  htm: "text",
  js: "text",
  ts: "text",
  css: "text",
  sql: "text",
  ini: "text",
  eml: "text",
};

/** How a file may be shown, by its name first: what a sender says of its type is often wrong. Null: only downloaded. */
export function previewKind({
  name,
  mediaType,
  bytes,
}: Pick<StoredFile, "name" | "mediaType" | "bytes">): PreviewKind | null {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  const kind = BY_EXTENSION[extension] ?? byType(mediaType);
  if (kind === null) return null;
  if (bytes <= MOST_BYTES[kind]) return kind;
  return kind === "xml" || kind === "json" ? "text" : null;
}

function byType(mediaType: string): PreviewKind | null {
  const type = mediaType.split(";", 1)[0]!.trim().toLowerCase();
  if (type === "text/csv") return "csv";
  if (type === "application/pdf") return "pdf";
  if (type === "application/json" || type.endsWith("+json")) return "json";
  if (type.startsWith("image/")) return "image";
  if (type === "text/xml" || type === "application/xml" || type.endsWith("+xml")) return "xml";
  return type.startsWith("text/") ? "text" : null;
}
