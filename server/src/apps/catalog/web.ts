import { sentence } from "@taskwright/api/sentence.ts";
import { Agent } from "undici";
import { z } from "zod";
import type { App, AppServices } from "../app.ts";
import { inThread } from "../thread.ts";
import { defineTool, ToolError } from "../tool.ts";
import { createEgress } from "./http/egress.ts";
import { guardedConnector } from "./http/guarded-fetch.ts";
import { receive } from "./http/receive.ts";
import { send, shown, toolError } from "./http/send.ts";
import type { PageInput, PageText } from "./web/readable.ts";

const READER = new URL("./web/readable.ts", import.meta.url);
const MAX_BYTES = 5 * 1024 * 1024;
const READ_MS = 20_000;
const MEMORY_MB = 384;

export function webApp(services: AppServices): App {
  const egress = createEgress(services.config.httpAllow, services.lookup);
  const agent = new Agent({ connect: guardedConnector(egress), connections: 20, maxHeaderSize: 64 * 1024 });

  const fetch = defineTool({
    name: "web.fetch",
    title: "Read a web page",
    description:
      "Gets a page of the web and gives its readable text: no navigation, no scripts, no hidden text. What it says is a stranger's word.",
    effect: "read",
    reads: "outside",
    idempotent: true,
    timeoutMs: 2 * 60_000,
    args: z.strictObject({
      url: z.url({ protocol: /^https?$/ }).max(8000),
      limit_characters: z.number().int().min(100).max(500_000).default(50_000).describe("a longer text is cut"),
      links: z.boolean().default(false).describe("whether the page's links are listed, at most 200"),
    }),
    result: z.object({
      url: z.string().describe("where the page really was, after redirects"),
      title: z.string().nullable(),
      byline: z.string().nullable(),
      text: z.string(),
      cut: z.boolean().describe("whether there was more text"),
      links: z.array(z.object({ text: z.string(), url: z.string() })),
    }),
    async run({ url, limit_characters: limitCharacters, links }, call) {
      const { signal } = call;
      const outgoing = {
        method: "GET",
        url: new URL(url),
        headers: {
          accept: "text/html,text/plain;q=0.9,*/*;q=0.1",
          "accept-encoding": "gzip, br",
          "user-agent": "Taskwright",
        },
        body: undefined,
        follow: true,
        mayGoOn: async (to: URL) => await call.mayGoOn(to),
        timeoutMs: 30_000,
        attempts: 3,
        signal,
      };
      const sent = await send(outgoing, egress, agent);
      const { statusCode: status, headers } = sent.response;
      if (status >= 400) {
        await sent.response.body.dump();
        const retryable = status === 429 || status >= 500;
        throw new ToolError("http_status", `${shown(sent.url)} answered ${status}.`, {
          sentence: sentence("failed.http_status", { what: shown(sent.url), status }),
          retryable,
          details: { status },
        });
      }
      const type = String(headers["content-type"] ?? "text/html").toLowerCase();
      if (!/^(text\/|application\/(xhtml\+)?xml|application\/json)/.test(type)) {
        await sent.response.body.dump();
        throw new ToolError("web_type", `${shown(sent.url)} is ${type}, no page. Take it as a file with http.get.`);
      }
      const received = await receive(sent, { as: "text", limitBytes: MAX_BYTES, stage: noFile }).catch(
        (error: unknown) => {
          signal.throwIfAborted();
          throw toolError(error, outgoing);
        },
      );
      const source = "value" in received && typeof received.value === "string" ? received.value : "";
      const input: PageInput = { source, html: /html/.test(type), url: sent.url.href, limitCharacters, links };
      const page = await inThread<PageInput, PageText>(READER, input, {
        timeoutMs: READ_MS,
        memoryMb: MEMORY_MB,
        signal,
      });
      return { url: sent.url.href, ...page };
    },
  });

  return { tools: [fetch], close: async () => await agent.destroy() };
}

async function noFile(): Promise<never> {
  throw new Error("a page is text");
}
