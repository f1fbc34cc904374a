/** Text that is not saved yet survives a reload, a crash and a session that ends. Per tab. */
const KEY = "definition-draft:";

export function keptDraft(id: string): string | null {
  try {
    return sessionStorage.getItem(KEY + id);
  } catch {
    return null;
  }
}

export function keepDraft(id: string, source: string): void {
  try {
    sessionStorage.setItem(KEY + id, source);
  } catch {
    // full or closed to us: the text is still in the editor
  }
}

export function dropDraft(id: string): void {
  try {
    sessionStorage.removeItem(KEY + id);
  } catch {
    // nothing was kept
  }
}
