import { z } from "zod";
import { FileRef } from "./file.ts";
import { pageOf, Timestamp } from "./page.ts";

export const Email = z
  .object({
    id: z.number().int(),
    taskId: z.number().int().nullable(),
    status: z
      .enum(["held", "sending", "sent", "failed"])
      .describe("held: no SMTP server is configured, so it stays here"),
    from: z.string(),
    to: z.array(z.string()),
    subject: z.string(),
    text: z.string().nullable(),
    html: z.string().nullable(),
    attachments: z.array(FileRef),
    error: z.string().nullable(),
    createdAt: Timestamp,
    sentAt: Timestamp.nullable(),
  })
  .meta({ id: "Email" });
export type Email = z.infer<typeof Email>;
export const EmailPage = pageOf(Email).extend({ smtpConfigured: z.boolean() }).meta({ id: "EmailPage" });
