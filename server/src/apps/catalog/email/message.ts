import addressparser from "nodemailer/lib/addressparser";
import { createHash } from "node:crypto";
import { ToolError } from "../../tool.ts";

const MAX_RECIPIENTS = 100;

/** "Dana <dana@example.org>", several with commas, or a list of such, as plain addresses with their names. */
export function addresses(given: string | string[], field: string): string[] {
  const found = [given].flat().flatMap((text) => {
    oneLine(text, field);
    return addressparser(text, { flatten: true });
  });
  if (found.length > MAX_RECIPIENTS) {
    throw new ToolError(
      "email_recipients",
      `"${field}" has more than ${MAX_RECIPIENTS} addresses. Send several mails.`,
    );
  }
  return found.map(({ name, address }) => {
    if (!ADDRESS.test(address)) {
      throw new ToolError(
        "email_recipients",
        `"${field}" holds "${(address || name || String(given)).slice(0, 100)}", which is no mail address.`,
      );
    }
    return name ? `${quoted(name)} <${address}>` : address;
  });
}

/** A line break in a header begins another one: "Hi\r\nBcc: everyone@…". */
export function oneLine(text: string, field: string): string {
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) {
    throw new ToolError(
      "email_header",
      `"${field}" has a line break or control character in it, which a mail header cannot have. Remove it, for example with $replace(text, /\\s+/, " ").`,
    );
  }
  return text;
}

/** The same for every attempt of a call, so that a server or reader who gets the mail twice can tell. */
export function messageId(workspaceId: number, idempotencyKey: string, sender: string): string {
  const digest = createHash("sha256").update(`${workspaceId}\n${idempotencyKey}`).digest("hex").slice(0, 32);
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(sender)?.[1] ?? "taskwright.invalid";
  return `<${digest}@${domain}>`;
}

function quoted(name: string): string {
  return /^[\p{L}\p{N} ]+$/u.test(name) ? name : `"${name.replace(/["\\]/g, "\\$&")}"`;
}

const ADDRESS =
  /^[^\s@<>(),;:"[\]\\]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)*[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;
