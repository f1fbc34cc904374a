import { sql } from "kysely";
import type { SendMailOptions, Transporter } from "nodemailer";
import { z } from "zod";
import { inTransaction, json } from "../../db/database.ts";
import { appendEvent } from "../../events/append.ts";
import type { App, AppServices } from "../app.ts";
import { FileArgument, openFile } from "../files.ts";
import { defineTool, type ToolCall, ToolError } from "../tool.ts";
import { addresses, messageId, oneLine } from "./email/message.ts";
import { connectedTransport, smtpError, smtpTransport } from "./email/transport.ts";

const MAX_ATTACHED_BYTES = 20 * 1024 * 1024;
const To = z.union([z.string().min(1).max(10_000), z.array(z.string().min(1).max(1000)).max(100)]);

const Args = z
  .strictObject({
    to: To.describe('"dana@example.org", "Dana <dana@example.org>", several with commas or as a list'),
    cc: To.optional(),
    bcc: To.optional(),
    from: z.string().max(500).optional().describe("absent: the address that the administrator set"),
    reply_to: z.string().max(500).optional(),
    subject: z.string().min(1).max(500),
    text: z.string().max(1_000_000).optional(),
    html: z.string().max(1_000_000).optional(),
    attachments: z.array(FileArgument).max(20).default([]),
    connection: z
      .string()
      .max(100)
      .optional()
      .describe("the name of a connection to send it with; absent: the mail server that the administrator set"),
  })
  .refine((args) => args.text !== undefined || args.html !== undefined, "give text, html or both");

const Result = z.object({
  email: z.number().describe("its number in the list of mail"),
  status: z.enum(["sent", "held"]).describe("held: no mail server is configured, so it waits in the outbox"),
  note: z.string().optional(),
  to: z.array(z.string()),
  refused: z.array(z.string()).describe("addresses that the mail server did not accept, while it accepted others"),
  message_id: z.string(),
});

const HELD = "No mail server is configured (SMTP_URL), so this mail was not sent: it is in the outbox.";

export function emailApp(services: AppServices): App {
  const { smtpUrl } = services.config;
  const transport = smtpUrl === undefined ? undefined : smtpTransport(smtpUrl);
  const send = defineTool({
    name: "email.send",
    title: "Send an e-mail",
    description:
      "Sends a mail over the configured SMTP server. Without one, the mail is held in the outbox, and the result says so.",
    effect: "external",
    idempotent: true,
    connection: { app: "email", required: false },
    timeoutMs: 2 * 60_000,
    args: Args,
    result: Result,
    async run(args, call) {
      if (args.connection === undefined) return await sendOnce(services, transport, args, call);
      const own = await connectedTransport(await call.connect(args.connection), services);
      try {
        return await sendOnce(services, own, args, call);
      } finally {
        own.close();
      }
    },
    // Held in the outbox, nothing has left the house.
    external: ({ subject }, sent) =>
      sent.status === "held"
        ? null
        : { what: `Mail: ${subject}`, target: sent.to.join(", "), remoteId: sent.message_id },
  });
  return { tools: [send], close: async () => transport?.close() };
}

/**
 * The row is there before the mail leaves, under the call's key. A repetition that finds it sent or
 * held answers the same and sends nothing. One that finds it `sending` cannot know whether the mail
 * left before the crash: it sends again under the same Message-ID, by which mail systems drop doubles.
 */
async function sendOnce(
  services: AppServices,
  transport: Transporter | undefined,
  args: z.output<typeof Args>,
  call: ToolCall,
): Promise<z.infer<typeof Result>> {
  const mail = await composed(services, args, call);
  const email = await begin(services, transport ? "sending" : "held", mail, call);
  const result = { email: email.id, to: mail.recipients, refused: [], message_id: mail.messageId };
  if (email.status === "held") return { ...result, status: "held", note: HELD };
  if (email.status === "sent") return { ...result, status: "sent", refused: refusedIn(email.error) };
  if (!transport)
    throw new ToolError(
      "email_refused",
      "This mail was begun with a mail server, and now none is configured (SMTP_URL).",
    );
  call.signal.throwIfAborted();
  const info = await transport.sendMail(await mail.options()).catch(async (error: unknown) => {
    const failure = smtpError(error);
    await settle(services, call, email.id, "failed", failure.message);
    throw failure;
  });
  const refused = (info.rejected as (string | { address: string })[]).map((each) =>
    typeof each === "string" ? each : each.address,
  );
  await settle(services, call, email.id, "sent", refused.length > 0 ? REFUSED + refused.join(", ") : null);
  return { ...result, status: "sent", refused };
}

const REFUSED = "Not accepted: ";

function refusedIn(error: string | null): string[] {
  return error?.startsWith(REFUSED) ? error.slice(REFUSED.length).split(", ") : [];
}

async function composed(services: AppServices, args: z.output<typeof Args>, call: ToolCall) {
  const from = addresses(args.from ?? services.config.mailFrom, "from")[0]!;
  const [to, cc, bcc] = [addresses(args.to, "to"), addresses(args.cc ?? [], "cc"), addresses(args.bcc ?? [], "bcc")];
  const recipients = [...to, ...cc, ...bcc];
  if (recipients.length === 0) throw new ToolError("email_recipients", '"to" holds no address.');
  const files = await Promise.all(args.attachments.map(async (file) => await openFile(services, call, file)));
  if (files.reduce((sum, { row }) => sum + row.bytes, 0) > MAX_ATTACHED_BYTES) {
    throw new ToolError(
      "too_large",
      "The attachments are larger than 20 MB together, which mail servers refuse. Send a link instead.",
    );
  }
  const subject = oneLine(args.subject, "subject");
  const id = messageId(call.workspaceId, call.idempotencyKey, from);
  return {
    from,
    recipients,
    subject,
    text: args.text ?? null,
    html: args.html ?? null,
    messageId: id,
    attachments: files.map(({ row }) => ({ file: row.id, name: row.name })),
    options: async (): Promise<SendMailOptions> => ({
      from,
      to,
      cc,
      bcc,
      subject,
      text: args.text,
      html: args.html,
      messageId: id,
      replyTo: args.reply_to && addresses(args.reply_to, "reply_to"),
      headers: { "Auto-Submitted": "auto-generated" },
      attachments: await Promise.all(
        files.map(async (file) => ({
          filename: file.row.name,
          content: await file.bytes(MAX_ATTACHED_BYTES),
          contentType: file.row.media_type,
        })),
      ),
      // contents come from arguments alone, never from a path or address within them
      disableFileAccess: true,
      disableUrlAccess: true,
    }),
  };
}

async function begin(
  { database }: AppServices,
  status: "sending" | "held",
  mail: Awaited<ReturnType<typeof composed>>,
  call: ToolCall,
) {
  return await inTransaction(database.db, async (tx) => {
    const added = await tx
      .insertInto("emails")
      .values({
        workspace_id: call.workspaceId,
        task_id: call.taskId,
        idempotency_key: call.idempotencyKey,
        message_id: mail.messageId,
        status,
        sender: mail.from,
        recipients: json(mail.recipients),
        subject: mail.subject,
        body_text: mail.text,
        body_html: mail.html,
        attachments: json(mail.attachments),
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning(["id", "status", "error"])
      .executeTakeFirst();
    if (added) {
      if (status === "held") await tell(tx, call, "email.held", added.id, mail);
      return added;
    }
    return await tx
      .selectFrom("emails")
      .select(["id", "status", "error"])
      .where("workspace_id", "=", call.workspaceId)
      .where("idempotency_key", "=", call.idempotencyKey)
      .executeTakeFirstOrThrow();
  });
}

async function settle(
  { database }: AppServices,
  call: ToolCall,
  id: number,
  status: "sent" | "failed",
  error: string | null,
): Promise<void> {
  await inTransaction(database.db, async (tx) => {
    const row = await tx
      .updateTable("emails")
      .set({ status, error, sent_at: status === "sent" ? sql<Date>`now()` : null })
      .where("workspace_id", "=", call.workspaceId)
      .where("id", "=", id)
      .returning(["recipients", "subject"])
      .executeTakeFirstOrThrow();
    await tell(tx, call, `email.${status}`, id, { ...row, error });
  });
}

async function tell(
  tx: AppServices["database"]["db"],
  call: ToolCall,
  kind: string,
  email: number,
  { recipients, subject, error }: { recipients: string[]; subject: string; error?: string | null },
): Promise<void> {
  const data = { email, to: recipients, subject, ...(error ? { error } : {}) };
  await appendEvent(tx, { workspaceId: call.workspaceId, taskId: call.taskId, kind, actor: call.actor, data });
}
