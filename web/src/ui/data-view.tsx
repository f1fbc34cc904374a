import { useState } from "react";
import { text } from "../text.ts";
import { CopyButton } from "./copy.tsx";
import { FileLink, isFileRef } from "./file-link.tsx";
import { JsonView } from "./json-view-later.tsx";
import { recordsOf } from "./records.ts";
import { RecordsTable } from "./records-table.tsx";
import { Segmented } from "./segmented.tsx";

const TEXT_SHOWN = 20_000;

/** Any value as it reads best: records as a table, words as words, a file as a file, the rest as JSON. */
export function DataView({ value, label }: { value: unknown; label: string }) {
  const records = recordsOf(value);
  const [shape, setShape] = useState<"table" | "json">("table");
  if (isFileRef(value)) return <FileLink file={value} />;
  if (typeof value === "string") return <Words value={value} label={label} />;
  if (!records) return <JsonView value={value} label={label} />;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex items-center gap-3">
        <Segmented<"table" | "json">
          label={text.json.shapes.label}
          value={shape}
          onChange={setShape}
          options={[
            { value: "table", label: text.json.shapes.table },
            { value: "json", label: text.json.shapes.json },
          ]}
        />
        <span className="text-xs text-faint">{text.json.rows(records.rows.length)}</span>
      </div>
      {shape === "table" ? <RecordsTable {...records} label={label} /> : <JsonView value={value} label={label} />}
    </div>
  );
}

function Words({ value, label }: { value: string; label: string }) {
  const [whole, setWhole] = useState(false);
  const shown = whole ? value : value.slice(0, TEXT_SHOWN);
  return (
    <div className="relative min-w-0 rounded-md border border-line bg-page">
      <div className="absolute top-1 right-1 rounded-md bg-page">
        <CopyButton value={value} label={text.json.copy(label)} />
      </div>
      <div
        role="group"
        aria-label={label}
        dir="auto"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
        tabIndex={0}
        className="max-h-[28rem] overflow-auto px-3 py-2 pr-10 whitespace-pre-wrap"
      >
        {shown}
        {shown.length < value.length && (
          <button type="button" onClick={() => setWhole(true)} className="ml-1 text-soft underline">
            {text.json.moreCharacters(value.length - shown.length)}
          </button>
        )}
      </div>
    </div>
  );
}
