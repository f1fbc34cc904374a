import { AppError } from "../errors.ts";
import type { Sealed, Vault } from "./vault.ts";

interface Named {
  id: number;
  workspace_id: number;
  secret: Sealed | null;
}

/** What is secret in a connection: the fields that a person gave, and what a sign-in brought. */
export function openFields(vault: Vault, row: Named): Record<string, string> {
  if (row.secret === null) return {};
  return JSON.parse(vault.open(row.secret, aadOf(row))) as Record<string, string>;
}

export function sealFields(vault: Vault, row: Omit<Named, "secret">, fields: Record<string, string>): Sealed {
  const text = JSON.stringify(fields);
  if (text.length > MAX_CHARS) throw new AppError("too_large", "The secrets of a connection may have 64 KB together.");
  return vault.seal(text, aadOf(row));
}

const MAX_CHARS = 64 * 1024;

function aadOf({ workspace_id: workspace, id }: Omit<Named, "secret">): string {
  return `${workspace}/connection/${id}`;
}
