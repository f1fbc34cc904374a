import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestApps, testApps } from "../../../test/support/apps.ts";
import type { OpenConnection } from "../../connections/open.ts";
import { slackApp } from "./slack.ts";
import type { Tool } from "../tool.ts";

let apps: TestApps;
let server: Server;
let base: string;
let seen: { url: string; headers: IncomingHttpHeaders; body: string }[] = [];
let answers: { status?: number; body?: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      seen.push({ url: request.url ?? "", headers: request.headers, body });
      const { status = 200, body: answer = "ok" } = answers.shift() ?? {};
      response.writeHead(status, status === 429 ? { "retry-after": "0" } : {}).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  apps = await testApps({ config: { httpAllow: ["127.0.0.1"], smtpUrl: undefined, mailFrom: "a@example.org" } });
});
beforeEach(() => {
  seen = [];
  answers = [];
});
afterAll(async () => {
  await apps.close();
  server.close();
});

const by = (fields: Record<string, string>, more: Partial<OpenConnection> = {}) => ({
  connect: async () => ({ name: "ours", fields, ...more }) as unknown as OpenConnection,
});

test("a webhook is signed so that its receiver can check it, and a repetition has the same id", async () => {
  const secret = `whsec_${Buffer.from("a secret that both know").toString("base64")}`;
  answers = [{ status: 503 }, { status: 200, body: '{"got": true}' }];
  const call = { ...by({ url: `${base}/hook`, secret }), idempotencyKey: "tw_1_abc" };
  const sent = await apps.use("webhook.send", { type: "invoice.paid", data: { number: 7 } }, call);
  expect(sent).toEqual({ id: "msg_tw_1_abc", answer: { got: true } });
  expect(seen.map(({ headers }) => headers["webhook-id"])).toEqual(["msg_tw_1_abc", "msg_tw_1_abc"]);
  const { headers, body } = seen[0]!;
  const signed = [headers["webhook-id"], headers["webhook-timestamp"], body].join(".");
  const expected = createHmac("sha256", "a secret that both know").update(signed).digest("base64");
  expect(headers["webhook-signature"]).toBe(`v1,${expected}`);
  expect(JSON.parse(body)).toMatchObject({ type: "invoice.paid", data: { number: 7 } });
});

test("Slack's incoming webhook gets the text, with nothing in it that calls a channel", async () => {
  await apps.use("slack.post", { text: "Paid <!channel> & done" }, by({ url: `${base}/services/T0/B0/key` }));
  expect(JSON.parse(seen[0]!.body)).toEqual({ text: "Paid &lt;!channel&gt; &amp; done" });
});

test("Teams gets a card", async () => {
  const args = { title: "Invoice 7", text: "is **paid**", facts: { Total: 12.5 } };
  expect(await apps.use("teams.post", args, by({ url: `${base}/workflows/x` }))).toEqual({ accepted: true });
  const [{ content }] = JSON.parse(seen[0]!.body).attachments;
  expect(content.body.map((block: { type: string }) => block.type)).toEqual(["TextBlock", "TextBlock", "FactSet"]);
});

test.each([
  ["a refusal says who refused, without the address that is a key", 404, "no_service", "answered 404: no_service"],
  ["a server in trouble is worth another try", 500, "", "answered 500"],
])("%s", async (_what, status, body, words) => {
  answers = [{ status, body }];
  const failure: Error & { retryable?: boolean } = await apps
    .use("slack.post", { text: "hi" }, by({ url: `${base}/services/T0/B0/s3cret` }))
    .catch((error: Error) => error);
  expect(failure.message).toContain(words);
  expect(failure.message).not.toContain("s3cret");
  expect(failure.retryable).toBe(status === 500);
  expect(seen).toHaveLength(1);
});

test.each([
  [
    "slack.post",
    { text: "Paid", channel: "#orders" },
    { message: "17.1", channel: "C1" },
    { what: "Slack: Paid", target: "#orders", remoteId: "17.1" },
  ],
  ["teams.post", { title: "Invoice 7", text: "is paid" }, { accepted: true }, { what: "Teams: Invoice 7" }],
  [
    "webhook.send",
    { type: "invoice.paid", data: {}, connection: "shop" },
    { id: "msg_1", answer: null },
    { what: "Webhook: invoice.paid", target: "shop", remoteId: "msg_1" },
  ],
])("what %s did is in the ledger; it cannot be undone", (tool, args, result, expected) => {
  expect(apps.ledger(tool, args, result)).toMatchObject({ tool, ...expected, undo: null });
});

test("a bot's token posts to a channel, and one that was revoked waits for a person", async () => {
  const [post] = slackApp(apps.services, { api: `${base}/api/chat.postMessage` }).tools as [Tool];
  const lapsed: string[] = [];
  const connection = by(
    { token: "xoxb-1" },
    { lapse: async (why) => (lapsed.push(why), Promise.reject(new Error("reconnect"))) },
  );
  const run = async (args: object) =>
    await post.run(post.args.parse(args), { ...connection, signal: new AbortController().signal } as never);
  answers = [
    { body: '{"ok": true, "ts": "17.1", "channel": "C1"}' },
    { body: '{"ok": false, "error": "token_revoked"}' },
  ];
  expect(await run({ text: "hi", channel: "#orders", thread: "16.1" })).toEqual({ message: "17.1", channel: "C1" });
  expect(seen[0]!.headers.authorization).toBe("Bearer xoxb-1");
  expect(JSON.parse(seen[0]!.body)).toEqual({ text: "hi", channel: "#orders", thread_ts: "16.1" });
  await expect(run({ text: "hi", channel: "#orders" })).rejects.toThrow("reconnect");
  expect(lapsed).toEqual(["Slack says token_revoked."]);
  await expect(run({ text: "hi" })).rejects.toThrow("in which channel");
});
