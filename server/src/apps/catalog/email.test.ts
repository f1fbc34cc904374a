import { type ParsedMail, simpleParser } from "mailparser";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OpenConnection } from "../../connections/open.ts";
import { type TestApps, testApps } from "../../../test/support/apps.ts";
import { listEmails } from "../emails.ts";

let server: SMTPServer;
let apps: TestApps;
let received: (ParsedMail & { recipients: string[] })[] = [];
/** what the server says to the next mail's data, once */
let answer: Error | undefined;

beforeAll(async () => {
  server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    onRcptTo: (address, _session, done) =>
      done(address.address.startsWith("unknown") ? coded("no such mailbox", 550) : undefined),
    onData: (stream, session, done) => {
      simpleParser(stream, (_error, mail) => {
        const failure = answer;
        answer = undefined;
        if (!failure) received.push({ ...mail, recipients: session.envelope.rcptTo.map((each) => each.address) });
        done(failure);
      });
    },
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.server.address() as AddressInfo;
  const config = { httpAllow: [], smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: "Tasks <tasks@example.org>" };
  apps = await testApps({ config });
});
afterAll(async () => {
  await apps.close();
  await new Promise<void>((closed) => server.close(closed));
});
beforeEach(() => void (received = []));
afterEach(() => void (answer = undefined));

const mail = { to: "dana@example.org", subject: "Invoice 4711", text: "It is booked." };

it("a mail arrives with everything in it, and is in the list", async () => {
  const file = await apps.put("report.csv", "a,b\n1,2\n");
  const result = await apps.use("email.send", {
    ...mail,
    to: ["Dana Smith <dana@example.org>", '"Joe, J." <joe@example.org>'],
    cc: "mia@example.org, kim@example.org",
    bcc: ["eva@example.org"],
    reply_to: "desk@example.org",
    subject: "Grüße – 4711",
    html: "<p>It is <b>booked</b>.</p>",
    attachments: [{ file }],
  });
  expect(result).toMatchObject({
    status: "sent",
    refused: [],
    message_id: expect.stringMatching(/^<[0-9a-f]{32}@example\.org>$/),
  });
  expect(received).toHaveLength(1);
  const [arrived] = received;
  expect(arrived).toMatchObject({
    subject: "Grüße – 4711",
    messageId: result.message_id,
    text: "It is booked.",
    html: "<p>It is <b>booked</b>.</p>",
  });
  expect(arrived!.recipients).toEqual(["dana", "joe", "mia", "kim", "eva"].map((name) => `${name}@example.org`));
  expect(arrived!.headers.has("bcc")).toBe(false);
  expect(arrived!.from?.text).toContain("tasks@example.org");
  expect(arrived!.attachments).toMatchObject([
    { filename: "report.csv", contentType: "text/csv", content: Buffer.from("a,b\n1,2\n") },
  ]);
  const page = await listEmails(apps.services.database.db, apps.workspaceId, { limit: 1 });
  expect(page.items[0]).toMatchObject({
    id: result.email,
    status: "sent",
    subject: "Grüße – 4711",
    attachments: [{ file, name: "report.csv" }],
  });
});

it("the same call again answers like the first, and no second mail leaves", async () => {
  const call = { idempotencyKey: "mail-once" };
  const first = await apps.use("email.send", mail, call);
  expect(await apps.use("email.send", mail, call)).toEqual(first);
  expect(received).toHaveLength(1);
});

it("a call that was interrupted while sending sends again under the same Message-ID", async () => {
  const call = { idempotencyKey: "mail-in-doubt" };
  const first = await apps.use("email.send", mail, call);
  await apps.services.database.db
    .updateTable("emails")
    .set({ status: "sending", sent_at: null })
    .where("id", "=", first.email)
    .execute();
  expect(await apps.use("email.send", mail, call)).toEqual(first);
  expect(received.map((each) => each.messageId)).toEqual([first.message_id, first.message_id]);
});

describe("a server that does not take it", () => {
  it.each([
    ["for good is not tried again", 554, false],
    ["for now is worth another try", 451, true],
  ])("%s", async (_, code, retryable) => {
    const call = { idempotencyKey: `refused-${code}` };
    answer = coded("not today", code);
    await expect(apps.use("email.send", mail, call)).rejects.toMatchObject({
      name: "ToolError",
      code: "email_refused",
      retryable,
      message: expect.stringContaining("not today"),
    });
    const failed = await listEmails(apps.services.database.db, apps.workspaceId, { limit: 1 });
    expect(failed.items[0]).toMatchObject({ status: "failed", error: expect.stringContaining("not today") });
    expect(await apps.use("email.send", mail, call)).toMatchObject({ status: "sent", email: failed.items[0]!.id });
  });

  it("for one of two recipients says which", async () => {
    const call = { idempotencyKey: "one-refused" };
    const first = await apps.use("email.send", { ...mail, to: ["dana@example.org", "unknown@example.org"] }, call);
    expect(first).toMatchObject({ status: "sent", refused: ["unknown@example.org"] });
    expect(await apps.use("email.send", { ...mail, to: ["dana@example.org", "unknown@example.org"] }, call)).toEqual(
      first,
    );
  });

  it("because nobody listens is worth another try", async () => {
    const config = { httpAllow: [], smtpUrl: "smtp://127.0.0.1:1", mailFrom: "tasks@example.org" };
    const deaf = await testApps({ config });
    await expect(deaf.use("email.send", mail)).rejects.toMatchObject({ code: "email_refused", retryable: true });
    await deaf.close();
  });
});

describe("refused before anything leaves", () => {
  it.each([
    ["a subject that adds a header", { subject: "Hi\r\nBcc: everyone@example.org" }, "email_header"],
    ["a recipient that adds a header", { to: "dana@example.org\r\nBcc: x@example.org" }, "email_header"],
    ["a name that adds a header", { to: "Da\nna <dana@example.org>" }, "email_header"],
    ["a reply address that adds a header", { reply_to: "a@example.org\nX: y" }, "email_header"],
    ["something that is no address", { to: "dana" }, "email_recipients"],
    ["an address with an address in it", { to: '"<x@evil.org>"@example.org' }, "email_recipients"],
    ["nobody", { to: " , " }, "email_recipients"],
    ["a file that is not there", { attachments: ["nowhere.pdf"] }, "not_found"],
  ])("%s", async (_, args, code) => {
    const send = apps.use("email.send", { ...mail, ...args });
    await expect(send).rejects.toMatchObject({ name: "ToolError", code });
    expect(received).toEqual([]);
  });
});

it("without a mail server the mail is held in the outbox, once, and the result says so", async () => {
  const held = await testApps();
  const call = { idempotencyKey: "held-once" };
  const first = await held.use("email.send", mail, call);
  expect(first).toMatchObject({ status: "held", note: expect.stringContaining("not sent: it is in the outbox") });
  expect(await held.use("email.send", mail, call)).toEqual(first);
  const { items } = await listEmails(held.services.database.db, held.workspaceId, { limit: 10 });
  expect(items).toMatchObject([{ status: "held", to: ["dana@example.org"], sentAt: null }]);
  await held.close();
});

function coded(message: string, responseCode: number): Error {
  return Object.assign(new Error(message), { responseCode });
}

describe("over a connection's own server", () => {
  let own: SMTPServer;
  let port: number;
  const arrived: { user: unknown; subject: string | undefined }[] = [];
  beforeAll(async () => {
    own = new SMTPServer({
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        password === "p@ss word" ? done(null, { user: username }) : done(coded("who are you", 535)),
      onData: (stream, session, done) =>
        simpleParser(stream, (_error, mail) => {
          arrived.push({ user: session.user, subject: mail.subject });
          done();
        }),
    });
    await new Promise<void>((ready) => own.listen(0, "127.0.0.1", ready));
    ({ port } = own.server.address() as AddressInfo);
  });
  afterAll(async () => await new Promise<void>((closed) => own.close(closed)));

  const over = (password: string, httpAllow = ["127.0.0.1"]) => {
    const url = `smtp://dana%40example.org:${encodeURIComponent(password)}@127.0.0.1:${port}`;
    const connect = async () => ({ name: "mine", method: "fields", fields: { url } }) as unknown as OpenConnection;
    apps.services.config.httpAllow = httpAllow;
    return { connect };
  };
  afterEach(() => void (apps.services.config.httpAllow = []));

  it("signs in with what the connection says", async () => {
    const result = await apps.use("email.send", { ...mail, connection: "mine" }, over("p@ss word"));
    expect(result).toMatchObject({ status: "sent", to: ["dana@example.org"] });
    expect(arrived).toEqual([{ user: "dana@example.org", subject: "Invoice 4711" }]);
    expect(received).toEqual([]);
  });

  it.each([
    ["a password that is wrong", "wrong", ["127.0.0.1"], "who are you"],
    ["a server that tasks may not reach", "p@ss word", [], "127.0.0.1"],
  ])("fails for good with %s", async (_, password, allowed, said) => {
    const sending = apps.use("email.send", { ...mail, connection: "mine" }, over(password, allowed));
    await expect(sending).rejects.toMatchObject({ retryable: false, message: expect.stringContaining(said) });
    expect(arrived).toHaveLength(1);
  });
});
