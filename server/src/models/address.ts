import type { ModelProvider } from "@taskwright/api/model.ts";
import { Agent, buildConnector, fetch as undiciFetch } from "undici";
import { createEgress, type Egress } from "../apps/catalog/http/egress.ts";

/** Where each provider is, unless the model says another address. */
const OWN_ADDRESS = {
  openai: "https://api.openai.com/v1",
  anthropic: "https://api.anthropic.com/v1",
  google: "https://generativelanguage.googleapis.com/v1beta",
};

export interface Placed {
  provider: ModelProvider;
  address: string | null;
  thisMachine: boolean;
}

export function addressOf({ provider, address }: Pick<Placed, "provider" | "address">): string {
  const base = address ?? (provider === "compatible" ? "" : OWN_ADDRESS[provider]);
  return base.replace(/\/+$/, "");
}

/** An answer with more is no answer: nothing a model writes comes near. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** Throws where an address written as the host is one that may not be called. */
export function assertReachable(placed: Placed, httpAllow: readonly string[]): void {
  egressFor(placed, httpAllow).egress.check(new URL(addressOf(placed)));
}

/**
 * `fetch` for one model's address: no redirects, which would carry the key along; private addresses only
 * where the operator allowed them (as for http.request), and this machine's own only for a model that
 * somebody said is here, on its own port.
 */
export function fetchFor(placed: Placed, httpAllow: readonly string[]): typeof fetch {
  const { egress, port } = egressFor(placed, httpAllow);
  const dispatcher = dispatcherFor(`${port} ${placed.thisMachine} ${httpAllow.join()}`, egress, port);
  return (async (input: string | URL, init: RequestInit) => {
    egress.check(new URL(input));
    const response = await undiciFetch(input, { ...(init as object), redirect: "error", dispatcher });
    return limited(response as unknown as Response);
  }) as unknown as typeof fetch;
}

function egressFor(placed: Placed, httpAllow: readonly string[]): { egress: Egress; port: number } {
  const url = new URL(addressOf(placed));
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  const here = placed.thisMachine ? [`127.0.0.1:${port}`, `[::1]:${port}`] : [];
  return { egress: createEgress([...httpAllow, ...here]), port };
}

function dispatcherFor(key: string, egress: Egress, port: number): Agent {
  let dispatcher = dispatchers.get(key);
  if (!dispatcher) {
    const connect: buildConnector.connector = (target, done) =>
      buildConnector({ timeout: 10_000, lookup: egress.lookup(port) })(target, done);
    // Time limits are the call's own: a model may think for minutes before its first word.
    dispatcher = new Agent({ connect, headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 10_000 });
    dispatchers.set(key, dispatcher);
  }
  return dispatcher;
}

/** Connections are kept from call to call; there are as many kinds as ports in use. */
const dispatchers = new Map<string, Agent>();

function limited(response: Response): Response {
  if (!response.body) return response;
  let bytes = 0;
  const body = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > MAX_ANSWER_BYTES) controller.error(new Error("the answer is larger than 32 MB"));
        else controller.enqueue(chunk);
      },
    }),
  );
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers: [...headers] });
}
