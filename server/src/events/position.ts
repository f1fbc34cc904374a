import { AppError } from "../errors.ts";

/**
 * A place in the ledger. Ordered by transaction, then by id: ids alone say when an event was
 * written, not when it could be seen.
 */
export interface Position {
  /** 64 bits: a string, because a number is too small */
  xid: string;
  id: number;
}

export function formatPosition({ xid, id }: Position): string {
  return `${xid}-${id}`;
}

export function parsePosition(text: string): Position {
  const match = /^(\d{1,19})-(\d{1,15})$/.exec(text);
  if (match) return { xid: match[1]!, id: Number(match[2]) };
  throw new AppError(
    "invalid",
    `"${text}" is not the id of an event. Leave it out to begin now, or send the last id you received.`,
  );
}

export function comparePositions(a: Position, b: Position): number {
  if (a.xid === b.xid) return a.id - b.id;
  return BigInt(a.xid) < BigInt(b.xid) ? -1 : 1;
}
