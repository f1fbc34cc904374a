import { z } from "zod";
import type { App, AppServices } from "../app.ts";
import { defineTool, ToolError } from "../tool.ts";
import { createPoster } from "./http/post-json.ts";

const API = "https://slack.com/api/chat.postMessage";

export function slackApp(services: AppServices, { api = API }: { api?: string } = {}): App {
  const poster = createPoster(services);
  const post = defineTool({
    name: "slack.post",
    title: "Post to Slack",
    description:
      "Posts a message. The connection holds a bot's token (bearer), and then `channel` says where; or the url of an incoming webhook (fields), which has its channel.",
    effect: "external",
    // Slack cannot tell whether a message came through before: in doubt, a person looks.
    idempotent: false,
    connection: { app: "slack", required: true },
    args: z.strictObject({
      connection: z.string().max(100).optional(),
      text: z.string().min(1).max(40_000).describe("Slack's mrkdwn; & < > of values are written as they are meant"),
      channel: z.string().max(200).optional().describe('an id or a name such as "#orders"'),
      thread: z.string().max(50).optional().describe("`message` of the one that is answered"),
    }),
    result: z.object({
      message: z.string().nullable().describe("Slack's name for it"),
      channel: z.string().nullable(),
    }),
    async run({ connection: name, text, channel, thread }, call) {
      const connection = await call.connect(name);
      const message = {
        text: escaped(text),
        ...(channel ? { channel } : {}),
        ...(thread ? { thread_ts: thread } : {}),
      };
      if (connection.fields.url) {
        await poster.post({ url: connection.fields.url, body: JSON.stringify(message), repeatable: false }, call);
        return { message: null, channel: null };
      }
      if (!channel) throw new ToolError("slack_channel", "Say in which channel with `channel`.");
      const token = connection.fields.token ?? (await connection.fetchToken());
      const headers = { authorization: `Bearer ${token}` };
      const answer = (await poster.post(
        { url: api, body: JSON.stringify(message), headers, repeatable: false },
        call,
      )) as SlackAnswer;
      if (answer.ok) return { message: answer.ts ?? null, channel: answer.channel ?? null };
      if (SIGN_IN.has(answer.error ?? "")) return await connection.lapse(`Slack says ${answer.error}.`);
      throw new ToolError("slack_refused", `Slack refuses the message: ${answer.error ?? "it does not say why"}.`, {
        retryable: answer.error === "ratelimited",
      });
    },
    external: ({ text, channel, connection }, posted) => ({
      what: `Slack: ${text}`,
      target: channel ?? connection,
      remoteId: posted.message ?? undefined,
    }),
  });
  return { tools: [post], close: async () => await poster.close() };
}

interface SlackAnswer {
  ok?: boolean;
  ts?: string;
  channel?: string;
  error?: string;
}

const SIGN_IN = new Set(["invalid_auth", "token_revoked", "token_expired", "account_inactive", "not_authed"]);

/**
 * Values of a task must not call a whole channel or hide where a link goes: <!channel>, <url|words>.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
