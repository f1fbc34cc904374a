import { useMemo, type ReactNode } from "react";

export interface Column<Row> {
  id: string;
  label: string;
  /** a track of the grid, such as "minmax(8rem,2fr)" */
  width: string;
  align?: "right";
  cell(row: Row): ReactNode;
  /** what the list is sorted by when its head is pressed */
  sort?: string;
}

/** The chosen columns in the chosen order; the same array as long as the choice is the same. */
export function useColumns<Row>(columns: readonly Column<Row>[], wanted: readonly string[]): Column<Row>[] {
  const names = wanted.join(",");
  return useMemo(
    () => names.split(",").flatMap((name) => columns.find(({ id }) => id === name) ?? []),
    [names, columns],
  );
}
