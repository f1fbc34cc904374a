import { Agent, buildConnector, fetch as undiciFetch } from "undici";
import { messageOf } from "../../../errors.ts";
import { ToolError } from "../../tool.ts";
import type { Egress } from "./egress.ts";

/** The connector that looks at the addresses which a name really has. */
export function guardedConnector(egress: Egress): buildConnector.connector {
  const options = { timeout: 10_000 };
  return (target, done) => {
    const port = Number(target.port) || (target.protocol === "https:" ? 443 : 80);
    buildConnector({ ...options, lookup: egress.lookup(port) })(target, done);
  };
}

/**
 * `fetch` for libraries that bring their own protocol (OAuth, MCP): only where tasks may go, without
 * redirects, and with answers of at most `maxBytes`.
 */
export function createGuardedFetch(
  egress: Egress,
  { maxBytes }: { maxBytes: number },
): { fetch: typeof fetch; close(): Promise<void> } {
  const agent = new Agent({ connect: guardedConnector(egress), connections: 20, bodyTimeout: 0 });
  return {
    async fetch(input, init) {
      const url = new URL(input instanceof Request ? input.url : input);
      egress.check(url);
      const request = { ...init, redirect: "manual", dispatcher: agent } as Parameters<typeof undiciFetch>[1];
      let response;
      try {
        response = await undiciFetch(url, request);
      } catch (error) {
        // fetch hides its reason one level down: the address that was refused, most of all
        if (error instanceof TypeError && error.cause instanceof ToolError) throw error.cause;
        if (error instanceof TypeError && error.cause) throw new TypeError(messageOf(error.cause), { cause: error });
        throw error;
      }
      const body = response.body ? limited(response.body as ReadableStream<Uint8Array>, url, maxBytes) : null;
      const { status, statusText } = response;
      return new Response(body, { status, statusText, headers: [...response.headers] });
    },
    close: async () => await agent.destroy(),
  };
}

function limited(body: ReadableStream<Uint8Array>, url: URL, maxBytes: number): ReadableStream<Uint8Array> {
  let bytes = 0;
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) {
          controller.error(new ToolError("http_too_large", `${url.origin} answers with more than ${maxBytes} bytes.`));
        } else controller.enqueue(chunk);
      },
    }),
  );
}
