import { useState } from "react";

/**
 * Rows that do not move while someone points at them or has the focus among them: known ones change in
 * their place, the rest waits until they are left alone.
 */
export function useSteady<Row extends { id: number }>(fresh: readonly Row[]) {
  const [held, setHeld] = useState<readonly Row[]>();
  const rows = held ? inPlace(held, fresh) : fresh;
  return {
    rows,
    hold: {
      onPointerEnter: () => setHeld(rows),
      onPointerLeave: () => setHeld(undefined),
      onFocus: () => setHeld((before) => before ?? rows),
      onBlur: () => setHeld(undefined),
    },
  };
}

export function inPlace<Row extends { id: number }>(held: readonly Row[], fresh: readonly Row[]): Row[] {
  const known = new Map(fresh.map((row) => [row.id, row]));
  return held.map((row) => known.get(row.id) ?? row);
}
