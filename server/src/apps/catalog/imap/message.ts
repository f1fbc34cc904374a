import { type AddressObject, simpleParser } from "mailparser";
import { readableText } from "../web/readable.ts";
import type { Address } from "./mailbox.ts";

interface Attachment {
  name: string;
  type: string;
  content: Uint8Array;
}

export interface Message {
  message_id: string | null;
  reply_to: Address[];
  text: string;
  cut: boolean;
  attachments: Attachment[];
}

const MOST_CHARACTERS = 500_000;
const MOST_ATTACHMENTS = 100;
const LONGEST_HTML = 2_000_000;

/** A message as a person reads it: its text (made of the HTML where it has no other) and what hangs on it. */
export async function work(source: Uint8Array): Promise<Message> {
  const parsed = await simpleParser(Buffer.from(source), { skipHtmlToText: true, skipTextToHtml: true });
  const text = parsed.text || (parsed.html ? readableText(parsed.html.slice(0, LONGEST_HTML)) : "");
  const attachments = parsed.attachments
    .slice(0, MOST_ATTACHMENTS)
    .map(({ filename, contentType, content }, index) => ({
      name: nameOf(filename, index),
      type: contentType || "application/octet-stream",
      content,
    }));
  return {
    message_id: parsed.messageId ?? null,
    reply_to: addressesOf(parsed.replyTo),
    text: text.slice(0, MOST_CHARACTERS),
    cut: text.length > MOST_CHARACTERS,
    attachments,
  };
}

/** A sender's file name is a stranger's: no folders, nothing hidden, of bearable length. */
function nameOf(name: string | undefined, index: number): string {
  const plain = (name ?? "")
    .replace(/[/\\\p{Cc}]/gu, "_")
    .replace(/^\.+/, "")
    .slice(-150)
    .trim();
  return plain || `attachment-${index + 1}`;
}

function addressesOf(field: AddressObject | undefined): Address[] {
  return (field?.value ?? []).map(({ name, address = "" }) => ({ name, address }));
}
