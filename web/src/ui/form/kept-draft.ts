/**
 * What someone typed and has not sent, kept on this device: through a reload, an ended session and a look at another
 * page. `key` names the person too, for a device may be shared.
 */
const PREFIX = "draft:";
const KEPT_MS = 14 * 86_400_000;
const LARGEST_CHARS = 200_000;

export function keptDraft(key: string): unknown {
  try {
    const kept = localStorage.getItem(PREFIX + key);
    return kept === null ? undefined : (JSON.parse(kept) as { value: unknown }).value;
  } catch {
    return undefined;
  }
}

export function keepDraft(key: string, value: unknown, now = Date.now()): void {
  try {
    const written = JSON.stringify({ at: now, value });
    if (written.length <= LARGEST_CHARS) localStorage.setItem(PREFIX + key, written);
  } catch {
    // full or closed to us: what was typed is still in the form
  }
}

export function dropDraft(key: string): void {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // nothing was kept
  }
}

/** Drafts that nobody came back to. */
export function dropOldDrafts(now = Date.now()): void {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX) && !isRecent(localStorage.getItem(name), now)) localStorage.removeItem(name);
    }
  } catch {
    // nothing was kept
  }
}

function isRecent(written: string | null, now: number): boolean {
  try {
    return now - (JSON.parse(written ?? "") as { at: number }).at < KEPT_MS;
  } catch {
    return false;
  }
}
