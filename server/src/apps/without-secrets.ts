import { PassThrough, pipeline, type Readable } from "node:stream";
import { ToolError } from "./tool.ts";

/**
 * The same bytes, as long as no secret is among them. A server may send back what it was sent, as a
 * file too, and taking a part out of a file would spoil it: so it is not kept at all.
 */
export function withoutSecrets(content: Readable, secrets: ReadonlySet<string> | undefined): Readable {
  if (secrets === undefined || secrets.size === 0) return content;
  const wanted = [...secrets].map((secret) => Buffer.from(secret));
  const longest = Math.max(...wanted.map(({ length }) => length));
  async function* guarded(source: AsyncIterable<Buffer>) {
    // One that lies across two chunks is found too.
    let end = Buffer.alloc(0);
    for await (const chunk of source) {
      const seen = Buffer.concat([end, chunk]);
      if (wanted.some((secret) => seen.includes(secret))) throw secretInside();
      end = seen.subarray(Math.max(0, seen.length - longest + 1));
      yield chunk;
    }
  }
  return pipeline(content, guarded, new PassThrough(), () => {});
}

function secretInside(): ToolError {
  return new ToolError(
    "secret_in_answer",
    "The file that came back contains the secret it was asked for with. It was not kept: whoever reads files could read the secret.",
  );
}
