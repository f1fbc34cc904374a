import { useState } from "react";
import { text } from "../text.ts";
import { Button } from "./button.tsx";
import { clsx } from "./clsx.ts";
import { cellText, type Records } from "./records.ts";

const ROWS_AT_ONCE = 100;

/** A list of records as a table: the first hundred, then as many more as one asks for. */
export function RecordsTable({ columns, rows, label }: Records & { label: string }) {
  const [shown, setShown] = useState(ROWS_AT_ONCE);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div
        role="group"
        aria-label={label}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
        tabIndex={0}
        className="max-h-[28rem] overflow-auto rounded-md border border-line bg-page"
      >
        <table className="min-w-full text-left">
          <thead className="sticky top-0 z-[1] bg-raised text-xs text-soft">
            <tr>
              {columns.map((column) => (
                <th
                  key={column}
                  scope="col"
                  className={clsx(
                    "px-3 py-1.5 font-medium whitespace-nowrap",
                    typeof rows[0]?.[column] === "number" && "text-right",
                  )}
                >
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row, index) => (
              <tr key={index} className="border-t border-line">
                {columns.map((column) => (
                  <td
                    key={column}
                    dir="auto"
                    className={
                      typeof row[column] === "number" ? "px-3 py-1 tabular-nums [&>div]:ml-auto" : "min-w-20 px-3 py-1"
                    }
                  >
                    {/* as wide as its words, up to a line's length: a column never breaks within a word for the next one's sake */}
                    <div className="w-max max-w-80">{cellText(row[column])}</div>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown && (
        <Button className="self-start" onClick={() => setShown(shown + 10 * ROWS_AT_ONCE)}>
          {text.json.more(rows.length - shown)}
        </Button>
      )}
    </div>
  );
}
