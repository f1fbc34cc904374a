import { createTransport, type Transporter } from "nodemailer";
import { messageOf } from "../../../errors.ts";
import { ToolError } from "../../tool.ts";

/** Waits of a server that says nothing, in ms. */
const WAITS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 60_000 };

/** Connections to the SMTP server, kept for the next mail. */
export function smtpTransport(smtpUrl: string): Transporter {
  const url = new URL(smtpUrl);
  const settings = { pool: true, maxConnections: 5, ...WAITS };
  for (const [name, value] of Object.entries(settings))
    if (!url.searchParams.has(name)) url.searchParams.set(name, String(value));
  return createTransport(url.href);
}

/** 4xx and broken connections may pass; 5xx, a refused sign-in and refused recipients do not. */
export function smtpError(error: unknown): ToolError {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  const permanent =
    responseCode !== undefined ? responseCode >= 500 : code === "EAUTH" || code === "EENVELOPE" || code === "EMESSAGE";
  // Without a cause: a broken connection to the mail server must not be taken for our database's.
  return new ToolError("email_refused", `The mail server did not take the mail: ${messageOf(error)}`, {
    retryable: !permanent,
    details: { responseCode, code },
  });
}
