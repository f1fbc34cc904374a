import { PassThrough, pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Staged } from "../../../files/blobs.ts";
import { ToolError } from "../../tool.ts";
import { type Sent, shown } from "./send.ts";

export type BodyKind = "auto" | "json" | "text" | "file" | "none";

export interface Receiving {
  as: BodyKind;
  limitBytes: number;
  /** takes in what is neither JSON nor text */
  stage: (content: Readable) => Promise<Staged>;
}

type Received = { value: unknown; staged?: undefined } | { staged: Staged };

/** A response's body as the step's result wants it. The limit counts what comes out of a compressed one. */
export async function receive({ url, response }: Sent, { as, limitBytes, stage }: Receiving): Promise<Received> {
  const mediaType = String(response.headers["content-type"] ?? "").toLowerCase();
  const declared = Number(response.headers["content-length"] ?? 0);
  if (declared > limitBytes) {
    // given up without a listener, its 'error' would end the process
    response.body.on("error", () => {}).destroy();
    throw tooLarge(url, limitBytes);
  }
  const content = limited(decompressed(response.body, response.headers["content-encoding"]), url, limitBytes);
  const kind = as === "auto" ? kindOf(mediaType) : as;
  if (kind === "file") return { staged: await stage(content) };
  const bytes = Buffer.concat(await content.toArray());
  if (bytes.length === 0 || kind === "none") return { value: null };
  const text = decoded(bytes, /charset="?([\w-]+)/.exec(mediaType)?.[1] ?? "utf-8");
  if (kind === "text") return { value: text };
  try {
    return { value: JSON.parse(text) };
  } catch {
    if (as === "auto") return { value: text };
    throw new ToolError(
      "http_body",
      `${shown(url)} did not answer with JSON. Its answer begins: ${text.slice(0, 200)}`,
    );
  }
}

function kindOf(mediaType: string): "json" | "text" | "file" {
  if (/^application\/(.+\+)?json\b/.test(mediaType)) return "json";
  return mediaType === "" || /^text\/|[/+]xml\b|javascript|yaml|urlencoded/.test(mediaType) ? "text" : "file";
}

function decompressed(body: Readable, encoding: string | string[] | undefined): Readable {
  const steps = String(encoding ?? "")
    .split(",")
    .map((name) => DECOMPRESS[name.trim().toLowerCase()])
    .filter((make) => make !== undefined);
  return steps.reduceRight<Readable>((stream, make) => pipeline(stream, make(), () => {}), body);
}

const DECOMPRESS: Record<string, (() => NodeJS.ReadWriteStream & Readable) | undefined> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

function limited(stream: Readable, url: URL, limitBytes: number): Readable {
  async function* guarded(source: AsyncIterable<Buffer>) {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.byteLength;
      if (bytes > limitBytes) throw tooLarge(url, limitBytes);
      yield chunk;
    }
  }
  return pipeline(stream, guarded, new PassThrough(), () => {});
}

function decoded(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString("utf8");
  }
}

function tooLarge(url: URL, limitBytes: number): ToolError {
  return new ToolError(
    "http_too_large",
    `${shown(url)} answers with more than the ${limitBytes} bytes allowed. Raise limit_bytes if that is right.`,
  );
}
