import { sentence } from "@taskwright/api/sentence.ts";
import { Agent } from "undici";
import type { AppServices } from "../../app.ts";
import { type ToolCall, ToolError } from "../../tool.ts";
import { createEgress } from "./egress.ts";
import { guardedConnector } from "./guarded-fetch.ts";
import { receive } from "./receive.ts";
import { send, shown, toolError } from "./send.ts";

const TIMEOUT_MS = 30_000;
const LARGEST_ANSWER_BYTES = 1024 * 1024;

export interface JsonPost {
  url: string;
  body: string;
  headers?: Record<string, string>;
  /** may it be sent again when nobody knows whether it arrived */
  repeatable: boolean;
}

export interface JsonPoster {
  post(message: JsonPost, call: Pick<ToolCall, "signal">): Promise<unknown>;
  close(): Promise<void>;
}

/** For apps that send one JSON message to one address: egress checked, limits kept, refusals in words. */
export function createPoster(services: AppServices): JsonPoster {
  const egress = createEgress(services.config.httpAllow, services.lookup);
  const agent = new Agent({ connect: guardedConnector(egress), connections: 10 });
  return {
    async post({ url, body, headers = {}, repeatable }, { signal }) {
      if (!URL.canParse(url))
        throw new ToolError("http_url", "The connection's url is no address. Correct the connection.");
      const outgoing = {
        method: "POST",
        url: new URL(url),
        headers: { "content-type": "application/json", "user-agent": "Taskwright", ...headers },
        body,
        follow: false,
        timeoutMs: TIMEOUT_MS,
        attempts: repeatable ? 3 : 1,
        signal,
      };
      const sent = await send(outgoing, egress, agent);
      const stage = () => Promise.reject(new Error("an answer is text"));
      const received = await receive(sent, { as: "text", limitBytes: LARGEST_ANSWER_BYTES, stage }).catch(
        (error: unknown) => {
          signal.throwIfAborted();
          throw toolError(error, outgoing);
        },
      );
      const said = "value" in received && typeof received.value === "string" ? received.value : "";
      const { statusCode: status } = sent.response;
      if (status >= 300) throw refusal(hostOf(outgoing.url), status, said);
      return jsonOr(said);
    },
    close: async () => await agent.destroy(),
  };
}

/** Addresses of this kind are keys: only the host is named. */
function hostOf(url: URL): string {
  return shown(new URL(url.origin)).replace(/\/$/, "");
}

function refusal(host: string, status: number, said: string): ToolError {
  const retryable = status === 429 || status >= 500;
  const words = said.trim() === "" ? "" : `: ${said.trim().slice(0, 300)}`;
  return new ToolError("http_status", `${host} answered ${status}${words}`, {
    sentence: sentence("failed.http_status", { what: host, status, said: words.slice(2) || undefined }),
    retryable,
    details: { status },
  });
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
