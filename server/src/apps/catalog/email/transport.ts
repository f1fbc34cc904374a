import { createTransport, type Transporter } from "nodemailer";
import { messageOf } from "../../../errors.ts";
import type { OpenConnection } from "../../../connections/open.ts";
import type { AppServices } from "../../app.ts";
import { ToolError } from "../../tool.ts";
import { reachableAddress } from "../http/egress.ts";

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

/** To the server of a connection, by an address that tasks may reach. */
export async function connectedTransport(
  { name, fields }: OpenConnection,
  { config, lookup }: Pick<AppServices, "config" | "lookup">,
): Promise<Transporter> {
  if (!fields.url || !URL.canParse(fields.url) || !/^smtps?:$/.test(new URL(fields.url).protocol)) {
    throw new ToolError("email_refused", `The connection "${name}" needs a url such as smtps://user:password@host.`);
  }
  const url = new URL(fields.url);
  const secure = url.protocol === "smtps:";
  const port = Number(url.port) || (secure ? 465 : 587);
  const host = await reachableAddress(url.hostname, port, config.httpAllow, lookup);
  return createTransport({
    host,
    port,
    secure,
    ...WAITS,
    tls: { servername: url.hostname },
    ...(url.username
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
  });
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
