import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from "react";
import { clsx } from "../clsx.ts";
import { ColumnHead } from "./column-head.tsx";
import type { Column } from "./columns.ts";
import { GridRow } from "./grid-row.tsx";
import { moveTo } from "./move.ts";

export interface GridHandle {
  move(by: 1 | -1): void;
  select(): void;
}

interface GridProps<Row extends { id: number }> {
  label: string;
  /** of all rows, loaded or not */
  count: number;
  rowAt(index: number): Row | undefined;
  columns: readonly Column<Row>[];
  /** in place of columns where there is no room for them */
  card?: (row: Row) => ReactNode;
  rowHeight: number;
  /** told which rows are to be seen, so that they can be loaded */
  onRange(first: number, last: number): void;
  onOpen(row: Row): void;
  rowLabel(row: Row): string;
  rowClass?(row: Row): string | undefined;
  sort?: string;
  onSort?(sort: string): void;
  selected?: ReadonlySet<number>;
  onSelect?(index: number, range: boolean): void;
  selectHead?: ReactNode;
  /** where the list was left, and where to keep it */
  scroll?: { top: number };
  handle?: Ref<GridHandle>;
}

/**
 * A table of which only the rows in view are in the document, so a hundred thousand scroll like a hundred. One row is
 * in the order of tabs; keys go on from there. It stays in the document while it is scrolled out of view, or the focus
 * would be lost.
 */
export function Grid<Row extends { id: number }>(props: GridProps<Row>) {
  const { count, columns, card, rowHeight, onRange, scroll } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const wantsFocus = useRef(false);
  const current = Math.min(active, Math.max(0, count - 1));
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: card ? 0 : HEAD_PX,
    initialOffset: scroll?.top ?? 0,
    rangeExtractor(range) {
      const shown = defaultRangeExtractor(range);
      return shown.includes(current) || current >= count ? shown : [current, ...shown];
    },
  });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  const items = virtual.getVirtualItems();
  const [first, last] = [virtual.range?.startIndex ?? 0, virtual.range?.endIndex ?? 0];
  useEffect(() => onRange(first, last), [first, last, onRange]);
  useEffect(() => {
    if (!wantsFocus.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${current}"]`);
    if (!row) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });

  const onSelect = useRef(props.onSelect);
  useEffect(() => {
    onSelect.current = props.onSelect;
  });
  // the same function always, or every row would be drawn anew with every change
  const select = useCallback((index: number, range: boolean) => onSelect.current?.(index, range), []);
  /** From what is known: to ask the browser where it stands would have it lay out the page between two changes. */
  const isInSight = (index: number) => {
    const top = virtual.scrollOffset ?? 0;
    const height = (virtual.scrollRect?.height ?? 0) - (card ? 0 : HEAD_PX);
    return index * rowHeight >= top && (index + 1) * rowHeight <= top + height;
  };
  const go = (index: number) => {
    setActive(index);
    if (!isInSight(index)) virtual.scrollToIndex(index, { align: "auto" });
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
    if (row) row.focus({ preventScroll: true });
    else wantsFocus.current = true;
  };
  const focused = () => scroller.current?.contains(document.activeElement) ?? false;
  useImperativeHandle(props.handle, () => ({
    // the first press only shows where one is
    move: (by) => go(focused() ? Math.min(count - 1, Math.max(0, current + by)) : current),
    select: () => props.onSelect?.(current, false),
  }));

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.altKey || event.ctrlKey || event.metaKey || (event.target as HTMLElement).getAttribute("role") !== "row")
      return;
    const row = props.rowAt(current);
    const page = Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1;
    const target = moveTo(event.key, current, count, page);
    if (target !== undefined) go(target);
    else if (event.key === "Enter" && row) props.onOpen(row);
    else if ((event.key === "x" || event.key === " ") && row && props.onSelect) props.onSelect(current, event.shiftKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const template = columns.map(({ width }) => width).join(" ");
  const tracks = props.onSelect ? `1.25rem ${template}` : template;
  return (
    <div
      ref={scroller}
      className="min-h-0 flex-1 overflow-auto [overflow-anchor:none]"
      onScroll={(event) => scroll && (scroll.top = event.currentTarget.scrollTop)}
    >
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- one of its rows has the focus */}
      <div
        role="grid"
        aria-label={props.label}
        aria-rowcount={count + 1}
        aria-colcount={columns.length + (props.onSelect ? 1 : 0)}
        aria-multiselectable={props.onSelect ? true : undefined}
        onKeyDown={onKeyDown}
        className={card ? undefined : "min-w-min"}
      >
        <div
          role="row"
          aria-rowindex={1}
          style={card ? undefined : { gridTemplateColumns: tracks }}
          className={clsx(
            "sticky top-0 z-[5] border-b border-line bg-surface px-4 text-xs text-soft",
            card ? "sr-only" : "grid h-8 items-center gap-4",
          )}
        >
          {props.onSelect && <div role="columnheader">{props.selectHead}</div>}
          {columns.map((column) => (
            <ColumnHead key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
          ))}
        </div>
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = props.rowAt(item.index);
            return (
              <GridRow
                key={item.key}
                index={item.index}
                row={row}
                top={item.start}
                height={item.size}
                tracks={card ? undefined : tracks}
                columns={columns}
                card={card}
                label={row && props.rowLabel(row)}
                selected={props.onSelect && row ? (props.selected?.has(row.id) ?? false) : undefined}
                tabbable={item.index === current}
                onFocus={setActive}
                onSelect={select}
                className={row && props.rowClass?.(row)}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

const HEAD_PX = 32;
