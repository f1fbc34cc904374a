import { text } from "../text.ts";
import { FileLink, isFileRef } from "./file-link.tsx";
import { JsonView } from "./json-view-later.tsx";
import { tableOf } from "./json-table.ts";

/** Data large enough to decide on: an object as labelled lines, alike rows as a table, the rest as JSON. */
export function Facts({ value, label }: { value: unknown; label: string }) {
  if (isFileRef(value) || value === null || typeof value !== "object" || Array.isArray(value))
    return <Fact value={value} label={label} />;
  return (
    <dl className="grid grid-cols-[minmax(6rem,max-content)_1fr] gap-x-6 gap-y-2 text-base max-sm:grid-cols-1 max-sm:gap-y-0">
      {Object.entries(value).map(([key, member]) => (
        <div key={key} className="contents">
          <dt className="text-soft max-sm:mt-2 max-sm:text-xs">{key}</dt>
          <dd className="min-w-0">
            <Fact value={member} label={key} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Fact({ value, label }: { value: unknown; label: string }) {
  if (isFileRef(value)) return <FileLink file={value} />;
  if (isScalar(value)) return <Scalar value={value} />;
  const table = tableOf(value);
  if (!table) return <JsonView value={value} label={label} />;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <div className="overflow-x-auto" role="group" aria-label={label} tabIndex={0}>
      <table className="text-left">
        <thead className="text-xs text-faint">
          <tr className="border-b border-line">
            {table.columns.map((column) => (
              <th key={column} scope="col" className="py-1 pr-6 font-normal">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index} className="border-b border-line last:border-0">
              {row.map((cell, column) => (
                <td key={column} className={typeof cell === "number" ? "py-1 pr-6 text-right" : "py-1 pr-6"}>
                  <Scalar value={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Scalar({ value }: { value: unknown }) {
  if (value === null || value === undefined || value === "") return <span className="text-faint">–</span>;
  if (typeof value === "boolean") return <>{value ? text.yes : text.no}</>;
  return <span className="whitespace-pre-wrap">{typeof value === "string" ? value : JSON.stringify(value)}</span>;
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value !== "object";
}
