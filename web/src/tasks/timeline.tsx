import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { serverNow } from "../format/clock.ts";
import { roundDuration } from "../format/duration.ts";
import { text } from "../text.ts";
import { useNow } from "../ui/moment.tsx";
import { treeMove } from "../ui/tree-keys.ts";
import { axisOf, type Axis, ticksOf } from "./axis.ts";
import { openAtFirst, spanOf, timelineRows, type TimelineNode } from "./nest.ts";
import { StepRow } from "./step-row.tsx";

/** Time flows down; people stand out. A tree with one tab stop: arrows move and fold, Enter opens a step beside it. */
export function Timeline({
  tree,
  chosen,
  onChoose,
}: {
  tree: TimelineNode[];
  chosen: string | undefined;
  onChoose(path: string): void;
}) {
  const [folded, setFolded] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [active, setActive] = useState<string>();
  const id = useId();
  const rows = useMemo(() => {
    const shown = new Set(chosen === undefined ? [] : waysTo(chosen));
    return timelineRows(
      tree,
      (node, siblings) => folded.get(node.path) ?? (shown.has(node.path) || openAtFirst(node, siblings)),
    );
  }, [tree, folded, chosen]);
  const current = active ?? chosen;
  const place = Math.max(
    0,
    rows.findIndex((row) => row.node.path === current),
  );
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.node.step?.status === "error" ? 52 : 36),
    getItemKey: (index) => rows[index]!.node.path,
    overscan: 12,
    // the row that has the tab stop is always there to have it
    rangeExtractor: (range) => [...new Set([...defaultRangeExtractor(range), place])].toSorted((a, b) => a - b),
  });
  const axis = useAxis(tree);
  const wantsFocus = useRef(false);
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    document.getElementById(`${id}${place}`)?.focus({ preventScroll: true });
  }, [id, place]);
  // a step named in the address is brought into view once
  const shown = useRef<string>(undefined);
  useEffect(() => {
    if (chosen === undefined || shown.current === chosen) return;
    const index = rows.findIndex((row) => row.node.path === chosen);
    if (index < 0) return;
    shown.current = chosen;
    virtual.scrollToIndex(index, { align: "auto" });
  }, [chosen, rows, virtual]);

  const fold = (path: string, open: boolean) => setFolded(new Map(folded).set(path, open));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = treeMove(
      event.key,
      rows.map(({ node, depth, open }) => ({ depth, open, folds: node.children.length > 0 })),
      place,
    );
    if (!move) return;
    event.preventDefault();
    const row = rows[place]!;
    if ("choose" in move) return onChoose(row.node.path);
    if ("fold" in move) return fold(row.node.path, !move.fold);
    wantsFocus.current = true;
    setActive(rows[move.to]!.node.path);
    virtual.scrollToIndex(move.to);
  };
  return (
    <div ref={scroller} className="@container min-h-0 min-w-0 flex-1 overflow-y-auto">
      {axis && <Ticks axis={axis} />}
      <div
        role="tree"
        tabIndex={-1}
        aria-label={text.steps.timeline}
        onKeyDown={onKeyDown}
        className="relative"
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]!;
          const { node } = row;
          return (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the tree has the keys
            <div
              key={item.key}
              id={`${id}${item.index}`}
              data-index={item.index}
              data-step={node.path}
              ref={virtual.measureElement}
              role="treeitem"
              tabIndex={item.index === place ? 0 : -1}
              aria-level={row.depth + 1}
              aria-posinset={row.place}
              aria-setsize={row.siblings}
              aria-expanded={node.children.length > 0 ? row.open : undefined}
              aria-selected={node.path === chosen}
              onClick={() => {
                setActive(node.path);
                onChoose(node.path);
              }}
              className="absolute inset-x-0 top-0 cursor-pointer outline-offset-[-2px]"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <StepRow row={row} axis={axis} chosen={node.path === chosen} onFold={() => fold(node.path, !row.open)} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function useAxis(tree: TimelineNode[]): Axis | null {
  const spans = useMemo(() => tree.map(spanOf), [tree]);
  const live = spans.some((span) => span !== null && span.end === null);
  const now = useNow(live ? 1_000 : 3_600_000);
  return axisOf(spans, Math.max(now, serverNow()));
}

/** The axis over the bars; where there is no room for bars beside the names, there is none for it. */
function Ticks({ axis }: { axis: Axis }) {
  return (
    <div
      aria-hidden
      className="sticky top-0 z-[2] hidden h-6 grid-cols-[minmax(0,1fr)_4.25rem_34%] gap-x-3 border-b border-line bg-surface pr-4 text-xs text-faint @lg:grid"
    >
      <div className="relative col-start-3 my-auto h-4 overflow-hidden">
        {/* one near the end would be cut off, or run into the one before */}
        {ticksOf(axis, 3)
          .filter(({ at }) => at < 0.85)
          .map((tick) => (
            <span key={tick.ms} className="absolute whitespace-nowrap" style={{ left: `${tick.at * 100}%` }}>
              {tick.ms === 0 ? "0" : roundDuration(tick.ms)}
            </span>
          ))}
      </div>
    </div>
  );
}

/** All paths a step is below of: "a[1].b" is in "a" and "a[1]". */
function waysTo(path: string): string[] {
  return [...path.matchAll(/[.[]/g)].map((match) => path.slice(0, match.index));
}
