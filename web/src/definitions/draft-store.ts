/** Text that is not saved yet survives a reload, a crash and a session that ends. Kept on this device. */
export interface Draft {
  text: string;
  /** the version it was begun from; 0: a definition that does not exist yet */
  version: number;
}

const KEY = "definition-draft.";

export function keptDraft(id: string): Draft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY + id) ?? "null") as Partial<Draft> | null;
    return typeof kept?.text === "string" && typeof kept.version === "number"
      ? { text: kept.text, version: kept.version }
      : null;
  } catch {
    return null;
  }
}

export function keepDraft(id: string, draft: Draft): void {
  try {
    localStorage.setItem(KEY + id, JSON.stringify(draft));
  } catch {
    // full or closed to us: the text is still in the editor
  }
}

export function dropDraft(id: string): void {
  try {
    localStorage.removeItem(KEY + id);
  } catch {
    // nothing was kept
  }
}
