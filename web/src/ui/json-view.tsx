import { ChevronDown, ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { text } from "../text.ts";
import { CopyButton } from "./copy.tsx";
import { jsonRows, MEMBERS_AT_ONCE, openAtFirst, preview, type JsonRow } from "./json-tree.ts";

const STRING_SHOWN = 2_000;

/** Any JSON: folds, copies, and stays quick however large it is. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const [open, setOpen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [limits, setLimits] = useState<ReadonlyMap<string, number>>(new Map());
  const rows = useMemo(
    () =>
      jsonRows(
        value,
        (pointer, size) => open.get(pointer) ?? openAtFirst(pointer, size),
        (pointer) => limits.get(pointer) ?? MEMBERS_AT_ONCE,
      ),
    [value, open, limits],
  );
  return (
    <div className="group relative rounded-md border border-line bg-page">
      <div className="absolute top-1 right-1 rounded-md bg-page">
        <CopyButton value={() => JSON.stringify(value, null, 2)} label={text.json.copy(label)} />
      </div>
      <div
        role="group"
        aria-label={label}
        className="max-h-[28rem] overflow-auto py-2 pr-9 font-mono text-xs"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
        tabIndex={0}
      >
        {rows.map((row) => (
          <Row
            key={`${row.pointer}${row.kind === "more" ? "+" : ""}`}
            row={row}
            onToggle={() => setOpen(new Map(open).set(row.pointer, !row.open))}
            onMore={() =>
              setLimits(new Map(limits).set(row.pointer, (limits.get(row.pointer) ?? MEMBERS_AT_ONCE) + 1_000))
            }
          />
        ))}
      </div>
    </div>
  );
}

function Row({ row, onToggle, onMore }: { row: JsonRow; onToggle(): void; onMore(): void }) {
  const indent = { paddingLeft: `${0.5 + row.depth}rem` };
  if (row.kind === "more") {
    return (
      <div style={indent}>
        <button type="button" onClick={onMore} className="ml-4 text-soft underline">
          {text.json.more(row.size)}
        </button>
      </div>
    );
  }
  const folds = row.size > 0;
  const key = row.key !== null && <span className="text-soft">{row.key}: </span>;
  return (
    <div style={indent} className="flex items-start leading-5 hover:bg-raised">
      {folds ? (
        <button
          type="button"
          aria-expanded={row.open}
          onClick={onToggle}
          className="flex min-w-0 items-start text-left"
        >
          <span className="flex h-5 w-4 shrink-0 items-center text-faint">
            {row.open ? <ChevronDown size={12} /> : <ChevronRight size={12} />}
          </span>
          <span>
            {key}
            <span className="text-faint">
              {row.open
                ? row.kind === "list"
                  ? `[${row.size}]`
                  : row.key === null
                    ? `{${row.size}}`
                    : ""
                : preview(row.value)}
            </span>
          </span>
        </button>
      ) : (
        <span className="min-w-0 pl-4 whitespace-pre-wrap">
          {key}
          <Leaf row={row} />
        </span>
      )}
    </div>
  );
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
      <button type="button" onClick={() => setWhole(true)} className="text-soft underline">
        {text.json.moreCharacters(string.length - STRING_SHOWN)}
      </button>
    </>
  );
}
