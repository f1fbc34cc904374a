import { ArrowDown, ArrowUp } from "lucide-react";
import { clsx } from "../clsx.ts";
import type { Column } from "./columns.ts";

/** Pressed, the list is sorted by it, the largest first; pressed again, the other way round. */
export function ColumnHead<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>;
  sort?: string;
  onSort?(sort: string): void;
}) {
  const down = sort === `-${column.sort}`;
  const up = sort === column.sort;
  const sorted = column.sort !== undefined && (down || up);
  const Arrow = up ? ArrowUp : ArrowDown;
  return (
    <div
      role="columnheader"
      aria-sort={sorted ? (up ? "ascending" : "descending") : undefined}
      className={clsx("min-w-0", column.align === "right" && "text-right")}
    >
      {column.sort && onSort ? (
        <button
          type="button"
          onClick={() => onSort(down ? column.sort! : `-${column.sort}`)}
          className={clsx("inline-flex items-center gap-1 hover:text-ink", sorted && "font-medium text-ink")}
        >
          {column.label}
          <Arrow size={12} aria-hidden className={sorted ? undefined : "opacity-0"} />
        </button>
      ) : (
        column.label
      )}
    </div>
  );
}
