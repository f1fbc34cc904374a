import { Document, Scalar } from "yaml";
import { indented } from "./lines.ts";

/** A new value as text, in the manner of what stands around it. */

const OPTIONS = { lineWidth: 0, blockQuote: false, doubleQuotedMinMultiLineLength: Infinity } as const;
const SHORT = 72;

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** On one line, as it may stand within { } and [ ]. */
export function inFlow(value: unknown, json = false): string {
  if (json) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((member) => inFlow(member)).join(", ")}]`;
  if (isPlainObject(value)) {
    const members = Object.entries(value).map(([key, member]) => `${inFlow(key)}: ${inFlow(member)}`);
    return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
  }
  if (typeof value === "string" && value.includes("\n")) return JSON.stringify(value);
  const wrapped = new Document([value]);
  (wrapped.contents as unknown as { flow: boolean }).flow = true;
  return wrapped.toString(OPTIONS).trim().slice(1, -1).trim();
}

/** On one line, where no brackets are around it; `like` keeps the author's kind of quotes. */
export function onOneLine(value: unknown, like?: Scalar["type"]): string {
  if (value !== null && typeof value === "object") return inFlow(value);
  if (typeof value === "string" && value.includes("\n")) return JSON.stringify(value);
  const scalar = new Scalar(value);
  if (typeof value === "string" && (like === "QUOTE_DOUBLE" || like === "QUOTE_SINGLE")) scalar.type = like;
  return new Document(scalar).toString(OPTIONS).replace(/\n$/, "");
}

/** The header and body of a text of several lines, the body at column 0; null for what fits in one line. */
export function asLiteral(value: unknown): { header: string; body: string } | null {
  if (typeof value !== "string" || !value.includes("\n") || /^\s|[^\S\n]\n|[^\P{C}\n\t]/u.test(value)) return null;
  const ends = /\n*$/.exec(value)![0].length;
  // a body that is nothing but line ends, or ends with several, says more in quotes
  if (ends > 1) return null;
  return { header: ends === 0 ? "|-" : "|", body: ends === 0 ? value : value.slice(0, -1) };
}

/** At column 0, over as many lines as it takes. */
export function asBlock(value: unknown): string {
  if (fitsOneLine(value)) return onOneLine(value);
  if (Array.isArray(value)) return value.map((member) => dashed(asBlock(member))).join("\n");
  return Object.entries(value as object)
    .map(([key, member]) => keyed(inFlow(key), member))
    .join("\n");
}

export function keyed(key: string, value: unknown): string {
  const literal = asLiteral(value);
  if (literal) return `${key}: ${literal.header}\n${indented(literal.body, 2)}`;
  if (fitsOneLine(value)) return `${key}: ${onOneLine(value)}`;
  return `${key}:\n${indented(asBlock(value), 2)}`;
}

export function listed(value: unknown): string {
  const literal = asLiteral(value);
  return literal ? `- ${literal.header}\n${indented(literal.body, 2)}` : dashed(asBlock(value));
}

function dashed(block: string): string {
  return `- ${indented(block, 2).slice(2)}`;
}

/** Scalars, empty collections, and short lists of scalars. */
export function fitsOneLine(value: unknown): boolean {
  if (value === null || typeof value !== "object") return true;
  if (Array.isArray(value))
    return value.every((member) => member === null || typeof member !== "object") && inFlow(value).length <= SHORT;
  return Object.keys(value).length === 0;
}
