import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { text } from "../text.ts";
import { clsx } from "./clsx.ts";
import { CopyButton } from "./copy.tsx";
import { expressionPath, valueAt } from "./json-search.ts";
import { JsonSearch } from "./json-search-field.tsx";
import { jsonRows, MEMBERS_AT_ONCE, openAtFirst, preview, type JsonRow } from "./json-tree.ts";
import { treeMove } from "./tree-keys.ts";

const STRING_SHOWN = 2_000;
/** What fits on a screen needs no search. */
const SEARCH_FROM = 12;

/** Any JSON: folds, searches, copies, and stays quick however large it is. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const [open, setOpen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [limits, setLimits] = useState<ReadonlyMap<string, number>>(new Map());
  const [active, setActive] = useState("");
  const [hit, setHit] = useState<string>();
  const id = useId();
  const rows = useMemo(
    () =>
      jsonRows(
        value,
        (pointer, size) => open.get(pointer) ?? openAtFirst(pointer, size),
        (pointer) => limits.get(pointer) ?? MEMBERS_AT_ONCE,
      ),
    [value, open, limits],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 20,
    getItemKey: (index) => keyOf(rows[index]!),
    overscan: 20,
  });
  const place = Math.max(
    0,
    rows.findIndex((row) => keyOf(row) === active),
  );
  useEffect(() => {
    if (hit === undefined) return;
    const index = rows.findIndex((row) => row.kind !== "more" && row.pointer === hit);
    if (index >= 0) virtual.scrollToIndex(index, { align: "center" });
    // only when another hit is gone to; not when the reader folds
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [hit, rows]);

  const act = (row: JsonRow) => {
    if (row.kind === "more") {
      const shown = limits.get(row.pointer) ?? MEMBERS_AT_ONCE;
      setLimits(new Map(limits).set(row.pointer, shown + 1_000));
    } else if (row.size > 0) setOpen(new Map(open).set(row.pointer, !row.open));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = treeMove(
      event.key,
      rows.map((row) => ({ depth: row.depth, folds: row.size > 0 && row.kind !== "more", open: row.open })),
      place,
    );
    if (!move) return;
    event.preventDefault();
    if ("to" in move) {
      setActive(keyOf(rows[move.to]!));
      virtual.scrollToIndex(move.to);
    } else act(rows[place]!);
  };
  const goTo = (pointer: string | undefined) => {
    setHit(pointer);
    if (pointer === undefined) return;
    setActive(pointer);
    const way = ancestorsOf(pointer);
    setOpen((before) => way.reduce((map, each) => map.set(each.pointer, true), new Map(before)));
    setLimits((before) =>
      way.reduce(
        (map, each) =>
          each.at < (map.get(each.pointer) ?? MEMBERS_AT_ONCE) ? map : map.set(each.pointer, each.at + 50),
        new Map(before),
      ),
    );
  };
  const searchable = rows.length > SEARCH_FROM || rows.some((row) => row.size > 0 && !row.open);
  const chosen = rows[place]?.kind === "more" ? "" : active;
  return (
    <div className="relative min-w-0 rounded-md border border-line bg-page">
      <div
        className={clsx(
          "flex items-center gap-1 text-xs",
          searchable ? "min-h-8 border-b border-line pl-2" : "absolute top-0.5 right-0 z-[1] rounded-md bg-page",
        )}
      >
        {searchable && <JsonSearch value={value} label={label} onHit={goTo} />}
        {chosen !== "" && searchable && (
          <>
            <span
              className="hidden max-w-60 truncate font-mono text-faint sm:block"
              title={expressionPath(value, chosen)}
            >
              {expressionPath(value, chosen)}
            </span>
            <CopyButton value={() => expressionPath(value, chosen)} label={text.json.copyPath} size={12} />
          </>
        )}
        <CopyButton
          value={() => asText(chosen === "" ? value : valueAt(value, chosen))}
          label={chosen === "" ? text.json.copy(label) : text.json.copyValue}
        />
      </div>
      <div
        ref={scroller}
        role="tree"
        aria-label={label}
        aria-activedescendant={`${id}${place}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="max-h-[28rem] overflow-auto py-1 font-mono text-xs outline-offset-[-2px]"
      >
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]!;
            return (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the tree has the focus and the keys
              <div
                key={item.key}
                id={`${id}${item.index}`}
                ref={virtual.measureElement}
                data-index={item.index}
                role="treeitem"
                aria-level={row.depth + 1}
                aria-selected={item.index === place}
                aria-expanded={row.size > 0 && row.kind !== "more" ? row.open : undefined}
                onClick={() => {
                  setActive(keyOf(row));
                  if (document.getSelection()?.isCollapsed !== false) act(row);
                }}
                className={clsx(
                  "absolute inset-x-0 top-0 flex items-start leading-5",
                  // the button for all of it lies on the first lines
                  searchable ? "pr-2" : "pr-9",
                  row.kind !== "more" && row.pointer === hit
                    ? "bg-human-wash"
                    : item.index === place && active !== ""
                      ? "bg-raised"
                      : "hover:bg-raised",
                  (row.size > 0 || row.kind === "more") && "cursor-pointer",
                )}
                style={{ transform: `translateY(${item.start}px)`, paddingLeft: `${0.5 + row.depth}rem` }}
              >
                <Line row={row} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Line({ row }: { row: JsonRow }) {
  if (row.kind === "more") return <span className="pl-4 text-soft underline">{text.json.more(row.size)}</span>;
  const key = row.key !== null && <span className="text-soft">{row.key}: </span>;
  if (row.size === 0)
    return (
      <span dir="auto" className="min-w-0 pl-4 whitespace-pre-wrap">
        {key}
        <Leaf row={row} />
      </span>
    );
  return (
    <>
      <span aria-hidden className="flex h-5 w-4 shrink-0 items-center text-faint">
        {row.open ? <ChevronDown size={12} /> : <ChevronRight size={12} />}
      </span>
      <span className="min-w-0">
        {key}
        <span className="text-faint">{row.open ? opened(row) : preview(row.value)}</span>
      </span>
    </>
  );
}

function opened(row: JsonRow): string {
  if (row.kind === "list") return `[${row.size}]`;
  return row.key === null ? `{${row.size}}` : "";
}

function Leaf({ row }: { row: JsonRow }) {
  const [whole, setWhole] = useState(false);
  if (row.kind === "object" || row.kind === "list") return <span className="text-faint">{preview(row.value)}</span>;
  if (row.kind !== "string")
    return <span className={row.kind === "null" ? "text-faint" : "text-busy"}>{String(row.value)}</span>;
  const string = String(row.value);
  if (string.length <= STRING_SHOWN || whole) return <span>{string === "" ? '""' : string}</span>;
  return (
    <>
      <span>{string.slice(0, STRING_SHOWN)}</span>{" "}
      <button
        type="button"
        tabIndex={-1}
        onClick={(event) => (event.stopPropagation(), setWhole(true))}
        className="text-soft underline"
      >
        {text.json.moreCharacters(string.length - STRING_SHOWN)}
      </button>
    </>
  );
}

function keyOf(row: JsonRow): string {
  return row.kind === "more" ? `${row.pointer}+` : row.pointer;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** The objects and lists that must be open for a value to be seen, and its place in each. */
function ancestorsOf(pointer: string): { pointer: string; at: number }[] {
  const parts = pointer.split("/").slice(1);
  return parts.map((part, index) => ({
    pointer: parts
      .slice(0, index)
      .map((each) => `/${each}`)
      .join(""),
    at: /^\d+$/.test(part) ? Number(part) : 0,
  }));
}
