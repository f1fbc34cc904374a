/** What the keys of a tree need to know of its visible rows. */
export interface TreeRow {
  depth: number;
  folds: boolean;
  open: boolean;
}

export type TreeMove = { to: number } | { fold: boolean } | { choose: true };

/** The keys every tree has: arrows move and fold, Home and End go to the ends, Enter and Space choose. */
export function treeMove(key: string, rows: readonly TreeRow[], active: number, page = 10): TreeMove | null {
  const row = rows[active];
  if (!row) return null;
  const last = rows.length - 1;
  switch (key) {
    case "ArrowDown":
      return { to: Math.min(active + 1, last) };
    case "ArrowUp":
      return { to: Math.max(active - 1, 0) };
    case "PageDown":
      return { to: Math.min(active + page, last) };
    case "PageUp":
      return { to: Math.max(active - page, 0) };
    case "Home":
      return { to: 0 };
    case "End":
      return { to: last };
    case "ArrowRight":
      if (row.folds && !row.open) return { fold: false };
      return row.open ? { to: Math.min(active + 1, last) } : null;
    case "ArrowLeft":
      if (row.open) return { fold: true };
      return { to: parentOf(rows, active) };
    case "Enter":
    case " ":
      return { choose: true };
    default:
      return null;
  }
}

function parentOf(rows: readonly TreeRow[], active: number): number {
  for (let index = active - 1; index >= 0; index--) if (rows[index]!.depth < rows[active]!.depth) return index;
  return active;
}
