import type { File as StoredFile } from "@taskwright/api/file.ts";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { bytes } from "../../format/number.ts";
import { text } from "../../text.ts";
import { JsonView } from "../../ui/json-view.tsx";
import { RecordsTable } from "../../ui/records-table.tsx";
import { Failed, Notice, SkeletonRows } from "../../ui/states.tsx";
import { readCsv } from "./csv.ts";
import { Plain } from "./plain.tsx";
import { PART_BYTES, textQuery, type TextPart } from "./read-text.ts";
import { XmlView } from "./xml-view.tsx";

/** Files of characters: as they are, as a table, or folding. Whatever they hold is text to the browser. */
export function TextPreview({ file, kind }: { file: StoredFile; kind: "text" | "csv" | "xml" | "json" }) {
  const part = useQuery(textQuery(file.id, kind === "text" || kind === "csv" ? PART_BYTES : Infinity));
  if (part.isPending) return <SkeletonRows />;
  if (part.isError) return <Failed error={part.error} onRetry={() => void part.refetch()} />;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {part.data.partial && <Notice>{text.preview.part(bytes(PART_BYTES), bytes(file.bytes))}</Notice>}
      {kind === "csv" ? (
        <Csv part={part.data} name={file.name} />
      ) : kind === "xml" ? (
        <XmlView source={part.data.text} name={file.name} />
      ) : kind === "json" ? (
        <Json source={part.data.text} name={file.name} />
      ) : (
        <Plain words={part.data.text} name={file.name} />
      )}
    </div>
  );
}

function Csv({ part, name }: { part: TextPart; name: string }) {
  const table = useMemo(() => {
    const [head = [], ...rows] = readCsv(part.text, part.partial).rows;
    // columns of the same name, and those without one, are told apart by their place
    const columns = head.map((title, index) =>
      title.trim() === "" || head.indexOf(title) !== index ? `${title} ${index + 1}`.trim() : title,
    );
    return {
      columns,
      rows: rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ""]))),
    };
  }, [part]);
  if (table.columns.length === 0) return <p className="text-faint">{text.preview.empty}</p>;
  return <RecordsTable {...table} label={name} />;
}

function Json({ source, name }: { source: string; name: string }) {
  const parsed = useMemo(() => {
    try {
      return { value: JSON.parse(source) as unknown };
    } catch (error) {
      return { problem: (error as Error).message };
    }
  }, [source]);
  if ("value" in parsed) return <JsonView value={parsed.value} label={name} />;
  return (
    <>
      <Notice tone="bad">{text.preview.broken(parsed.problem)}</Notice>
      <Plain words={source.slice(0, PART_BYTES)} name={name} />
    </>
  );
}
