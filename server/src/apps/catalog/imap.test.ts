import { createRequire } from "node:module";
import type { Server } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestApps, testApps } from "../../../test/support/apps.ts";
import type { OpenConnection } from "../../connections/open.ts";

type Hoodiecrow = (options: object) => { server: Server; listen(port: number, host: string, ready: () => void): void };
const hoodiecrow = createRequire(import.meta.url)("hoodiecrow-imap") as Hoodiecrow;

const INVOICE = [
  "From: Dana Miller <dana@supplier.example>",
  "To: orders@example.org",
  "Reply-To: billing@supplier.example",
  "Subject: =?utf-8?Q?Rechnung_M=C3=A4rz?=",
  "Date: Mon, 02 Mar 2026 10:00:00 +0100",
  "Message-ID: <1@supplier.example>",
  "MIME-Version: 1.0",
  'Content-Type: multipart/mixed; boundary="b"',
  "",
  "--b",
  "Content-Type: text/html; charset=utf-8",
  "",
  "<p>Please pay <b>12.50</b> EUR.</p><script>alert(1)</script>",
  "--b",
  'Content-Type: text/csv; name="../../rows.csv"',
  'Content-Disposition: attachment; filename="../../rows.csv"',
  "Content-Transfer-Encoding: base64",
  "",
  Buffer.from("a,b\n1,2\n").toString("base64"),
  "--b--",
  "",
].join("\r\n");
const PLAIN = "From: a@example.org\r\nSubject: Hello\r\nDate: Tue, 03 Mar 2026 10:00:00 +0000\r\n\r\nJust text.\r\n";

let apps: TestApps;
let server: Server;
let url: string;

beforeAll(async () => {
  apps = await testApps({ config: { httpAllow: ["127.0.0.1"], smtpUrl: undefined, mailFrom: "a@example.org" } });
});
afterAll(async () => await apps.close());

beforeEach(async () => {
  await new Promise<void>((resolve) => (server?.listening ? server.close(() => resolve()) : resolve()));
  const imap = hoodiecrow({
    plugins: ["ID", "SASL-IR", "AUTH-PLAIN", "NAMESPACE", "IDLE", "ENABLE", "CONDSTORE", "LITERALPLUS", "UNSELECT"],
    storage: {
      INBOX: { messages: [{ raw: INVOICE }, { raw: PLAIN, flags: ["\\Seen"] }] },
      "": { folders: { Done: {} } },
    },
  });
  server = imap.server;
  await new Promise<void>((resolve) => imap.listen(0, "127.0.0.1", resolve));
  url = `imap://testuser:testpass@127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => void server.close());

const use = async (tool: string, args: object = {}, more: Partial<OpenConnection> = {}) =>
  await apps.use(tool, args, {
    connect: async () => ({ name: "mail", method: "fields", fields: { url }, ...more }) as unknown as OpenConnection,
  });

test("mail is found newest first, with what one needs to choose", async () => {
  const { total, messages } = await use("imap.search");
  expect(total).toBe(2);
  expect(messages.map(({ uid, subject, seen }: Record<string, unknown>) => ({ uid, subject, seen }))).toEqual([
    { uid: 2, subject: "Hello", seen: true },
    { uid: 1, subject: "Rechnung März", seen: false },
  ]);
  expect(messages[1]).toMatchObject({
    from: [{ name: "Dana Miller", address: "dana@supplier.example" }],
    date: "2026-03-02T09:00:00.000Z",
  });
});

test.each([
  ["what nobody has read", { unseen: true }, [1]],
  ["words of the subject", { subject: "Hello" }, [2]],
  ["what came after one", { after_uid: 1 }, [2]],
  ["what came after the last", { after_uid: 2 }, []],
  ["at most so many", { limit: 1 }, [2]],
])("mail is found by %s", async (_what, args, uids) => {
  const { messages } = await use("imap.search", args);
  expect(messages.map(({ uid }: { uid: number }) => uid)).toEqual(uids);
});

test("a message gives its text and its attachments, and stays unread", async () => {
  const mail = await use("imap.read", { uid: 1 });
  expect(mail).toMatchObject({
    subject: "Rechnung März",
    message_id: "<1@supplier.example>",
    reply_to: [{ name: "", address: "billing@supplier.example" }],
    cut: false,
    attachments: [{ name: "_.._rows.csv", type: "text/csv", bytes: 8, file: { file: expect.any(Number) } }],
  });
  expect(mail.text).toBe("Please pay 12.50 EUR.");
  const { messages } = await use("imap.search", { unseen: true });
  expect(messages).toHaveLength(1);
});

test("a message is marked, and marked again without harm", async () => {
  for (let round = 0; round < 2; round++) await use("imap.flag", { uid: 1, seen: true, flagged: true });
  await use("imap.flag", { uid: 1, flagged: false });
  const { messages } = await use("imap.search");
  expect(messages[1]).toMatchObject({ uid: 1, seen: true, flagged: false });
});

test("the marks that were changed are put back by the call's undo", async () => {
  const args = { uid: 2, seen: true, flagged: true };
  const result = await use("imap.flag", args);
  expect(result).toEqual({ uid: 2, before: { flagged: false } });
  const undo = { tool: "imap.flag", args: { folder: "INBOX", uid: 2, flagged: false } };
  expect(apps.ledger("imap.flag", args, result)).toMatchObject({ what: "Mail 2 of INBOX: seen, flagged", undo });
  await use("imap.flag", undo.args);
  expect((await use("imap.search")).messages[0]).toMatchObject({ uid: 2, seen: true, flagged: false });
  expect(apps.ledger("imap.flag", args, { uid: 2, before: {} })).toMatchObject({ undo: null });
});

test("a message is moved once, however often it is asked for", async () => {
  expect(await use("imap.move", { uid: 1, to: "Done" })).toMatchObject({ moved: true });
  expect(await use("imap.move", { uid: 1, to: "Done" })).toEqual({ moved: false, uid: null });
  expect((await use("imap.search", { folder: "Done" })).total).toBe(1);
});

test.each([
  [
    { moved: true, uid: 5 },
    { tool: "imap.move", args: { folder: "Done", uid: 5, to: "INBOX" } },
  ],
  // The server does not say where it is now.
  [{ moved: true, uid: null }, null],
  [{ moved: false, uid: null }, null],
])("a move with the result %j is in the ledger, and undone where its new number is known", (result, undo) => {
  expect(apps.ledger("imap.move", { uid: 1, to: "Done" }, result)).toMatchObject({
    what: expect.stringMatching(/^Mail 1 of INBOX: .*moved to Done/),
    undo,
  });
});

test.each([
  ["a message that is gone", "imap.read", { uid: 99 }, "no message 99"],
  ["a folder that is not there", "imap.search", { folder: "Nowhere" }, 'no folder "Nowhere"'],
])("%s is said in words", async (_what, tool, args, words) => {
  await expect(use(tool, args)).rejects.toThrow(words);
});

test("a refused password makes the connection wait for a person", async () => {
  const lapse = async (why: string) => await Promise.reject(new Error(`lapsed: ${why}`));
  const fields = { url: url.replace("testpass", "wrong") };
  await expect(use("imap.search", {}, { fields, lapse })).rejects.toThrow("lapsed: The mail server refuses");
});

test("nobody listening is worth another try", async () => {
  await new Promise((resolve) => server.close(resolve));
  await expect(use("imap.search")).rejects.toMatchObject({ code: "imap_failed", retryable: true });
});
