import { memo, type ReactNode } from "react";
import { text } from "../../text.ts";
import { clsx } from "../clsx.ts";
import type { Column } from "./columns.ts";

interface GridRowProps<Row extends { id: number }> {
  index: number;
  /** undefined while it is not loaded */
  row: Row | undefined;
  top: number;
  height: number;
  /** of the grid's columns; undefined for cards */
  tracks: string | undefined;
  columns: readonly Column<Row>[];
  card?: (row: Row) => ReactNode;
  label?: string;
  /** undefined where rows cannot be selected */
  selected?: boolean;
  tabbable: boolean;
  className?: string;
  onFocus(index: number): void;
  onSelect(index: number, range: boolean): void;
}

/** Drawn anew only when something about it has changed: what scrolling and twenty events a second cost hangs on it. */
export const GridRow = memo(Drawn) as typeof Drawn;

function Drawn<Row extends { id: number }>(props: GridRowProps<Row>) {
  const { row, tracks } = props;
  return (
    <div
      role="row"
      aria-rowindex={props.index + 2}
      aria-label={props.label}
      aria-selected={props.selected}
      data-index={props.index}
      data-task={row?.id}
      tabIndex={props.tabbable ? 0 : -1}
      onFocus={() => props.onFocus(props.index)}
      style={{ transform: `translateY(${props.top}px)`, height: props.height, gridTemplateColumns: tracks }}
      className={clsx(
        "group absolute inset-x-0 top-0 border-b border-line px-4 focus-visible:-outline-offset-2 hover:bg-raised",
        props.selected ? "bg-raised" : "focus-visible:bg-raised",
        tracks ? "grid items-center gap-4" : "flex items-center gap-3",
        props.className,
      )}
    >
      {props.selected !== undefined && (
        <div role="gridcell" className={clsx("relative z-[2]", !tracks && "-m-3 p-3")}>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={props.label}
            checked={props.selected}
            onChange={() => {}}
            onClick={(event) => props.onSelect(props.index, event.shiftKey)}
            className={clsx(
              "block size-4 accent-(--ink)",
              // no pointer hovers on a phone
              !props.selected && tracks && "opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100",
            )}
          />
        </div>
      )}
      {!row ? (
        <div
          role="gridcell"
          aria-busy
          aria-label={text.loading}
          className="breathing col-span-full h-4 w-2/3 rounded-sm bg-raised"
        />
      ) : props.card ? (
        <div role="gridcell" className="min-w-0 flex-1">
          {props.card(row)}
        </div>
      ) : (
        props.columns.map((column) => (
          <div
            key={column.id}
            role="gridcell"
            className={clsx("min-w-0", column.align === "right" && "text-right tabular-nums")}
          >
            {column.cell(row)}
          </div>
        ))
      )}
    </div>
  );
}
