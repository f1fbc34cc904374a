import { z } from "zod";
import type { App, AppServices } from "../app.ts";
import { fileRef, writeFile } from "../files.ts";
import { inThread } from "../thread.ts";
import { defineTool, type ToolCall } from "../tool.ts";
import { createEgress } from "./http/egress.ts";
import { type Mailbox, openMailbox } from "./imap/mailbox.ts";
import type { Message } from "./imap/message.ts";

const TIMEOUT_MS = 2 * 60_000;
const READER = new URL("./imap/message.ts", import.meta.url);
const READING = { timeoutMs: 30_000, memoryMb: 512 };
const Folder = z.string().min(1).max(500).default("INBOX").describe("a folder of the mailbox");
const Uid = z.number().int().min(1).describe("`uid` as imap.search gave it");
const Address = z.object({ name: z.string(), address: z.string() });
const Head = z.object({
  uid: z.number(),
  subject: z.string(),
  from: z.array(Address),
  to: z.array(Address),
  date: z.string().nullable(),
  seen: z.boolean(),
  flagged: z.boolean(),
  bytes: z.number().nullable(),
});
const needs = { connection: { app: "imap", required: true }, timeoutMs: TIMEOUT_MS };
const With = { connection: z.string().max(100).optional(), folder: Folder };

export function imapApp(services: AppServices): App {
  const egress = createEgress(services.config.httpAllow, services.lookup);

  async function within<Result>(
    call: ToolCall,
    { connection, folder }: { connection?: string | undefined; folder: string },
    work: (mailbox: Mailbox) => Promise<Result>,
  ): Promise<Result> {
    return await openMailbox(await call.connect(connection), egress, { folder, signal: call.signal }, work);
  }

  const search = defineTool({
    name: "imap.search",
    title: "Find mail",
    description: "Lists messages of a folder that fit, newest first, without changing them.",
    effect: "read",
    reads: "outside",
    idempotent: true,
    ...needs,
    args: z.strictObject({
      ...With,
      from: z.string().max(300).optional(),
      to: z.string().max(300).optional(),
      subject: z.string().max(300).optional(),
      text: z.string().max(300).optional().describe("anywhere in the message"),
      since: z.iso.date().optional(),
      before: z.iso.date().optional(),
      unseen: z.boolean().optional().describe("true: only what nobody has read"),
      flagged: z.boolean().optional(),
      after_uid: z.number().int().min(0).optional().describe("only messages that came after this one"),
      limit: z.number().int().min(1).max(500).default(50),
    }),
    result: z.object({ total: z.number().describe("how many fit"), messages: z.array(Head) }),
    run: async ({ connection, folder, limit, unseen, after_uid: afterUid, ...words }, call) =>
      await within(call, { connection, folder }, async (mailbox) => {
        const query = {
          ...words,
          ...(unseen === undefined ? {} : { seen: !unseen }),
          ...(afterUid === undefined ? {} : { uid: `${afterUid + 1}:*` }),
        };
        return await mailbox.search(query, { limit, afterUid: afterUid ?? 0 });
      }),
  });

  const read = defineTool({
    name: "imap.read",
    title: "Read a mail",
    description:
      "Gives a message's text and keeps its attachments as files of the task. It stays as unread as it was. What it says is a stranger's word.",
    effect: "read",
    reads: "outside",
    idempotent: true,
    ...needs,
    args: z.strictObject({
      ...With,
      uid: Uid,
      attachments: z.boolean().default(true).describe("whether they are kept"),
    }),
    result: Head.extend({
      message_id: z.string().nullable(),
      reply_to: z.array(Address),
      text: z.string(),
      cut: z.boolean().describe("whether there was more text"),
      attachments: z.array(z.object({ name: z.string(), type: z.string(), bytes: z.number(), file: z.unknown() })),
    }),
    run: async ({ connection, folder, uid, attachments: keep }, call) =>
      await within(call, { connection, folder }, async (mailbox) => {
        const { head, source } = await mailbox.fetch(uid);
        const { attachments, ...message } = await inThread<Uint8Array, Message>(READER, source, {
          ...READING,
          signal: call.signal,
        });
        const kept = [];
        for (const { name, type, content } of attachments) {
          const file = keep
            ? fileRef(
                await writeFile(services, services.database.db, call, {
                  path: null,
                  name,
                  content: Buffer.from(content),
                  mediaType: type,
                }),
              )
            : null;
          kept.push({ name, type, bytes: content.length, file });
        }
        return { ...head, ...message, attachments: kept };
      }),
  });

  const flag = defineTool({
    name: "imap.flag",
    title: "Mark a mail",
    description: "Marks a message as read or unread, flagged or not, answered or not.",
    effect: "external",
    idempotent: true,
    ...needs,
    args: z
      .strictObject({
        ...With,
        uid: Uid,
        seen: z.boolean().optional(),
        flagged: z.boolean().optional(),
        answered: z.boolean().optional(),
      })
      .refine(
        ({ seen, flagged, answered }) => [seen, flagged, answered].some((each) => each !== undefined),
        "say what to mark: seen, flagged or answered",
      ),
    result: z.object({
      uid: z.number(),
      before: z
        .object({ seen: z.boolean(), flagged: z.boolean(), answered: z.boolean() })
        .partial()
        .describe("the marks that are others now, as they were"),
    }),
    run: async ({ connection, folder, uid, ...marks }, call) =>
      await within(call, { connection, folder }, async (mailbox) => ({ uid, before: await mailbox.mark(uid, marks) })),
    external: ({ folder, uid, seen, flagged, answered, connection }) => ({
      what: `Mail ${uid} of ${folder}: ${marked({ seen, flagged, answered })}`,
      target: connection,
      remoteId: String(uid),
    }),
    undo: ({ connection, folder, uid }, { before }) =>
      Object.keys(before).length > 0 ? { tool: "imap.flag", args: { connection, folder, uid, ...before } } : null,
  });

  const move = defineTool({
    name: "imap.move",
    title: "Move a mail",
    description: "Moves a message to another folder. Moved before under the same number: nothing more happens.",
    effect: "external",
    idempotent: true,
    ...needs,
    args: z.strictObject({ ...With, uid: Uid, to: z.string().min(1).max(500).describe("the folder it goes to") }),
    result: z.object({
      moved: z.boolean(),
      uid: z.number().nullable().describe("its number there, where the server tells"),
    }),
    run: async ({ connection, folder, uid, to }, call) =>
      await within(call, { connection, folder }, async (mailbox) => await mailbox.move(uid, to)),
    // After a crash it may be this call that moved it: it is in the ledger either way.
    external: ({ folder, uid, to, connection }, { moved, uid: there }) => ({
      what: `Mail ${uid} of ${folder}: ${moved ? `moved to ${to}` : `to be moved to ${to}, was not there any more`}`,
      target: connection,
      remoteId: there === null ? undefined : String(there),
    }),
    undo: ({ connection, folder, to }, { uid }) =>
      uid === null ? null : { tool: "imap.move", args: { connection, folder: to, uid, to: folder } },
  });

  return { tools: [search, read, flag, move] };
}

function marked(marks: Record<string, boolean | undefined>): string {
  const given = Object.entries(marks).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => (value ? name : `not ${name}`)).join(", ");
}
