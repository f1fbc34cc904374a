import {
  columnOrderingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
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

const features = tableFeatures({ columnVisibilityFeature, columnOrderingFeature });
const NO_ROWS: never[] = [];

/** The chosen columns in the chosen order. Rows are none of its business: they come and go with the scrollbar. */
export function useColumns<Row>(columns: readonly Column<Row>[], wanted: readonly string[]): Column<Row>[] {
  const names = wanted.join(",");
  const chosen = useMemo(() => names.split(","), [names]);
  const helper = useMemo(() => createColumnHelper<typeof features, object>(), []);
  const table = useTable({
    features,
    data: NO_ROWS,
    columns: useMemo(() => columns.map(({ id }) => helper.display({ id })), [columns, helper]),
    state: useMemo(
      () => ({
        columnOrder: chosen,
        columnVisibility: Object.fromEntries(columns.map(({ id }) => [id, chosen.includes(id)])),
      }),
      [columns, chosen],
    ),
  });
  const ids = table
    .getVisibleLeafColumns()
    .map(({ id }) => id)
    .join(",");
  return useMemo(() => ids.split(",").map((shown) => columns.find(({ id }) => id === shown)!), [ids, columns]);
}
