import type { FetchMessageObject, ImapFlow, SearchObject } from "imapflow";
import type { OpenConnection } from "../../../connections/open.ts";
import { messageOf } from "../../../errors.ts";
import { ToolError } from "../../tool.ts";
import type { Egress } from "../http/egress.ts";
import { hostAddress } from "../http/host-address.ts";

export interface Head {
  uid: number;
  subject: string;
  from: Address[];
  to: Address[];
  date: string | null;
  seen: boolean;
  flagged: boolean;
  bytes: number | null;
}

export interface Address {
  name: string;
  address: string;
}

/** One folder of a mailbox, open for one call. */
export interface Mailbox {
  search(query: SearchObject, page: { limit: number; afterUid: number }): Promise<{ total: number; messages: Head[] }>;
  fetch(uid: number): Promise<{ head: Head; source: Buffer }>;
  /** gives the marks that it changed, as they were */
  mark(uid: number, marks: Record<string, boolean | undefined>): Promise<Record<string, boolean>>;
  move(uid: number, to: string): Promise<{ moved: boolean; uid: number | null }>;
}

const MAX_MESSAGE_BYTES = 50 * 1024 * 1024;
const FLAGS: Record<string, string> = { seen: "\\Seen", flagged: "\\Flagged", answered: "\\Answered" };
const HEAD = { uid: true, envelope: true, flags: true, size: true, internalDate: true } as const;

/** Signs in, opens the folder, works, and lets go of both. */
export async function openMailbox<Result>(
  connection: OpenConnection,
  egress: Egress,
  { folder, signal }: { folder: string; signal: AbortSignal },
  work: (mailbox: Mailbox) => Promise<Result>,
): Promise<Result> {
  const client = await connect(connection, egress);
  const stop = () => client.close();
  signal.addEventListener("abort", stop, { once: true });
  client.on("error", () => {});
  try {
    await client.connect();
    const lock = await client.getMailboxLock(folder).catch((error: unknown) => {
      throw isMissing(error) ? new ToolError("imap_folder", `There is no folder "${folder}" in this mailbox.`) : error;
    });
    try {
      return await work(mailboxOf(client, folder));
    } finally {
      lock.release();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ToolError) throw error;
    if ((error as { authenticationFailed?: boolean }).authenticationFailed) {
      return await connection.lapse("The mail server refuses the user or password.");
    }
    // Without a cause: a broken connection to a mail server must not be taken for our database's.
    throw new ToolError("imap_failed", `The mail server did not do it: ${reasonOf(error)}`, { retryable: true });
  } finally {
    signal.removeEventListener("abort", stop);
    client.close();
  }
}

/** The `url` field: imaps://user:password@host:993, or imap:// for a server that turns to TLS by itself. */
async function connect(connection: OpenConnection, egress: Egress): Promise<ImapFlow> {
  const url = URL.canParse(connection.fields.url ?? "") ? new URL(connection.fields.url!) : undefined;
  if (!url || !/^imaps?:$/.test(url.protocol) || url.hostname === "") {
    throw new ToolError(
      "imap_connection",
      `The connection "${connection.name}" needs the field url, such as imaps://user:password@imap.example.org.`,
    );
  }
  const secure = url.protocol === "imaps:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port) || (secure ? 993 : 143);
  const user = decodeURIComponent(url.username);
  const signIn =
    connection.method === "oauth2" || connection.method === "client_credentials"
      ? { accessToken: await connection.fetchToken() }
      : { pass: decodeURIComponent(url.password) };
  const { ImapFlow: Client } = await import("imapflow");
  return new Client({
    host: await hostAddress(egress, host, port),
    port,
    secure,
    servername: host,
    auth: { user, ...signIn },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
  });
}

function mailboxOf(client: ImapFlow, folder: string): Mailbox {
  const missing = (uid: number) => new ToolError("imap_message", `There is no message ${uid} in "${folder}" any more.`);
  return {
    async search(query, { limit, afterUid }) {
      const filled = Object.values(query).some((value) => value !== undefined);
      const found = (await client.search(filled ? query : { all: true }, { uid: true })) || [];
      // "7:*" always holds the last message, also when it is number 3
      const uids = found.filter((uid) => uid > afterUid).toSorted((a, b) => b - a);
      const messages: Head[] = [];
      if (uids.length > 0) {
        const range = uids.slice(0, limit).join(",");
        for await (const message of client.fetch(range, HEAD, { uid: true })) messages.push(headOf(message));
      }
      return { total: uids.length, messages: messages.toSorted((a, b) => b.uid - a.uid) };
    },
    async fetch(uid) {
      const head = await client.fetchOne(String(uid), HEAD, { uid: true });
      if (!head) throw missing(uid);
      if ((head.size ?? 0) > MAX_MESSAGE_BYTES) {
        throw new ToolError("too_large", `This message has more than ${MAX_MESSAGE_BYTES / 1024 / 1024} MB.`);
      }
      // BODY.PEEK: reading leaves it as unread as it was
      const whole = await client.fetchOne(String(uid), { uid: true, source: true }, { uid: true });
      if (!whole || !whole.source) throw missing(uid);
      return { head: headOf(head), source: whole.source };
    },
    async mark(uid, marks) {
      const found = await client.fetchOne(String(uid), { uid: true, flags: true }, { uid: true });
      if (!found) throw missing(uid);
      const named = (wanted: boolean) =>
        Object.entries(marks).flatMap(([name, value]) => (value === wanted ? [FLAGS[name]!] : []));
      if (named(true).length > 0) await client.messageFlagsAdd(String(uid), named(true), { uid: true });
      if (named(false).length > 0) await client.messageFlagsRemove(String(uid), named(false), { uid: true });
      return Object.fromEntries(
        Object.entries(marks).flatMap(([name, value]) => {
          const had = found.flags?.has(FLAGS[name]!) ?? false;
          return value === undefined || value === had ? [] : [[name, had]];
        }),
      );
    },
    async move(uid, to) {
      if (!(await client.fetchOne(String(uid), { uid: true }, { uid: true }))) return { moved: false, uid: null };
      const moved = await client.messageMove(String(uid), to, { uid: true });
      if (!moved)
        throw new ToolError("imap_folder", `The message could not be moved to "${to}". Is there such a folder?`);
      return { moved: true, uid: moved.uidMap?.get(uid) ?? null };
    },
  };
}

function headOf({ uid, envelope, flags, size, internalDate }: FetchMessageObject): Head {
  const date = envelope?.date ?? internalDate;
  return {
    uid,
    subject: envelope?.subject ?? "",
    from: (envelope?.from ?? []).map(addressOf),
    to: (envelope?.to ?? []).map(addressOf),
    date: date === undefined ? null : dateOf(date),
    seen: flags?.has("\\Seen") ?? false,
    flagged: flags?.has("\\Flagged") ?? false,
    bytes: size ?? null,
  };
}

function dateOf(date: Date | string): string | null {
  const time = new Date(date);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

function addressOf({ name = "", address = "" }: { name?: string | undefined; address?: string | undefined }): Address {
  return { name, address };
}

function isMissing(error: unknown): boolean {
  const { mailboxMissing, responseStatus } = error as { mailboxMissing?: boolean; responseStatus?: string };
  return mailboxMissing === true || responseStatus === "NO" || responseStatus === "BAD";
}

function reasonOf(error: unknown): string {
  return (error as { responseText?: string }).responseText ?? messageOf(error);
}
