import { sentence } from "@taskwright/api/sentence.ts";
import { Readable } from "node:stream";
import { AppError } from "../errors.ts";

const DEFAULT_MAX_BYTES = 1_000_000;
/** Deeper JSON has no honest use here, and overflows the stacks of those who walk it later. */
const MAX_JSON_DEPTH = 100;

export interface BodyRules {
  bodyTypes?: string[] | undefined;
  maxBytes?: number | undefined;
}

/**
 * The body of a request as JSON. A route that also takes text (a definition's YAML) gets it as
 * `{source: text}`, and so does JSON of any other shape than `{source}`: it is the text as well.
 */
export async function readBody(request: Request, rules: BodyRules): Promise<unknown> {
  const mediaType = mediaTypeOf(request);
  const isJson = mediaType === "application/json" || mediaType.endsWith("+json");
  const isText = !isJson && (rules.bodyTypes ?? []).includes(mediaType);
  const maxBytes = rules.maxBytes ?? DEFAULT_MAX_BYTES;
  if (declaredBytes(request) > maxBytes) throw tooLarge(maxBytes);
  if (!isJson && !isText && hasBody(request)) {
    throw new AppError(
      "unsupported_media",
      `This takes ${["application/json", ...(rules.bodyTypes ?? [])].join(", ")}, but the body came as ${mediaType || "no type at all"}. Set the Content-Type header.`,
    );
  }
  const text = await readText(request, maxBytes);
  if (isText) return { source: text };
  const value = parseJson(text);
  return rules.bodyTypes && !isSourceObject(value) ? { source: text } : value;
}

/** The bytes of an upload as they arrive, failing once there are more than allowed. */
export function readStream(request: Request, maxBytes: number): Readable {
  if (declaredBytes(request) > maxBytes) throw tooLarge(maxBytes);
  if (!request.body) return Readable.from([]);
  return Readable.from(limited(request.body, maxBytes), { objectMode: false });
}

export function mediaTypeOf(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";", 1)[0]!.trim().toLowerCase();
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  // With a declared length Node's parser already lets no byte more through.
  if (request.headers.has("content-length")) return await request.text();
  if (!request.body) return "";
  const chunks: Uint8Array[] = [];
  for await (const chunk of limited(request.body, maxBytes)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

async function* limited(body: ReadableStream<Uint8Array>, maxBytes: number) {
  let bytes = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}

function parseJson(text: string): unknown {
  if (text.trim() === "") return {};
  if (exceedsDepth(text, MAX_JSON_DEPTH)) {
    throw new AppError("invalid", `The body nests deeper than ${MAX_JSON_DEPTH} levels. Flatten it.`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const [reason] = (cause as Error).message.split(', "');
    throw new AppError("invalid", `The body is not valid JSON: ${reason}.`, { cause });
  }
}

/** Counts brackets outside of strings; cheaper than finding out by overflowing. */
function exceedsDepth(text: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) at = endOfString(text, at);
    else if (char === OPEN_BRACE || char === OPEN_BRACKET) {
      if (++depth > limit) return true;
    } else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) depth--;
  }
  return false;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === BACKSLASH) at++;
    else if (char === QUOTE) return at;
  }
  return text.length;
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

function isSourceObject(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).every((key) => key === "source") &&
    typeof (value as { source?: unknown }).source === "string"
  );
}

function declaredBytes(request: Request): number {
  return Number(request.headers.get("content-length") ?? 0);
}

function hasBody(request: Request): boolean {
  return declaredBytes(request) > 0 || request.headers.has("transfer-encoding");
}

function tooLarge(maxBytes: number): AppError {
  return new AppError("too_large", `The body is larger than ${size(maxBytes)}, the most this takes.`, {
    sentence: sentence("refused.too_large", { bytes: maxBytes }),
    details: { maxBytes },
  });
}

function size(bytes: number): string {
  return bytes >= 1_000_000 ? `${Math.round(bytes / 100_000) / 10} MB` : `${bytes} bytes`;
}
