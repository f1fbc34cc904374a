import { numberAmong, placesOf } from "../format/number.ts";
import { text } from "../text.ts";
import { clsx } from "./clsx.ts";
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
  if (Object.keys(value as object).length === 0) return <Scalar value={null} />;
  const table = tableOf(value);
  if (!table) return <JsonView value={value} label={label} />;
  const places = table.columns.map((_, column) => placesOf(table.rows.map((row) => row[column])));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <div className="overflow-x-auto" role="group" aria-label={label} tabIndex={0}>
      <table className="text-left">
        <thead className="text-xs text-faint">
          <tr className="border-b border-line">
            {table.columns.map((column, place) => (
              <th
                key={column}
                scope="col"
                className={clsx("py-1 pr-6 font-normal", typeof table.rows[0]?.[place] === "number" && "text-right")}
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index} className="border-b border-line last:border-0">
              {row.map((cell, column) => (
                <td
                  key={column}
                  className={typeof cell === "number" ? "py-1 pr-6 text-right tabular-nums" : "py-1 pr-6"}
                >
                  {typeof cell === "number" ? numberAmong(cell, places[column]!) : <Scalar value={cell} />}
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
  return (
    <span className="whitespace-pre-wrap">
      {typeof value === "string"
        ? value
        : typeof value === "number"
          ? numberAmong(value, placesOf([value]))
          : JSON.stringify(value)}
    </span>
  );
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value !== "object";
}
