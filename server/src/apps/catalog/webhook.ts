import { createHmac } from "node:crypto";
import { z } from "zod";
import type { App, AppServices } from "../app.ts";
import { defineTool, ToolError } from "../tool.ts";
import { createPoster } from "./http/post-json.ts";

export function webhookApp(services: AppServices): App {
  const poster = createPoster(services);
  const send = defineTool({
    name: "webhook.send",
    title: "Send a webhook",
    description:
      "Posts an event to another system, signed as Standard Webhooks say. The connection (fields) holds its url and the key that both know. A repetition carries the same id, so that the receiver can tell.",
    effect: "external",
    idempotent: true,
    connection: { app: "webhook", required: true },
    args: z.strictObject({
      connection: z.string().max(100).optional(),
      type: z
        .string()
        .regex(/^[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)*$/, 'write a type such as "invoice.paid"')
        .max(200),
      data: z.unknown().describe("what happened: any JSON"),
    }),
    result: z.object({ id: z.string(), answer: z.unknown() }),
    async run({ connection: name, type, data }, call) {
      const { fields, name: known } = await call.connect(name);
      if (!fields.url) throw new ToolError("webhook_connection", `The connection "${known}" needs the field url.`);
      const id = `msg_${call.idempotencyKey}`;
      const at = Math.floor(Date.now() / 1000);
      const body = JSON.stringify({ type, timestamp: new Date(at * 1000).toISOString(), data: data ?? null });
      const headers = {
        "webhook-id": id,
        "webhook-timestamp": String(at),
        ...(fields.secret ? { "webhook-signature": signature(fields.secret, id, at, body) } : {}),
      };
      const answer = await poster.post({ url: fields.url, body, headers, repeatable: true }, call);
      return { id, answer: answer === "" ? null : answer };
    },
    external: ({ type, connection }, { id }) => ({ what: `Webhook: ${type}`, target: connection, remoteId: id }),
  });
  return { tools: [send], close: async () => await poster.close() };
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#symmetric */
function signature(secret: string, id: string, at: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64")}`;
}
