import { columnsOf, paint, plainLine } from "./terminal.ts";

export interface Column<Row> {
  title: string;
  value: (row: Row) => string | number | null;
  align?: "right";
  /** may be cut to fit the terminal */
  flexible?: boolean;
  paint?: (text: string, row: Row) => string;
}

const GAP = "  ";
const NARROWEST = 12;

/**
 * Rows under their titles. On a terminal the flexible columns are cut to its width; into a pipe
 * nothing is cut, so that grep finds it.
 */
export function renderTable<Row>(columns: Column<Row>[], rows: Row[], width = widthOf(process.stdout)): string {
  const texts = rows.map((row) => columns.map((column) => plainLine(String(column.value(row) ?? "–"))));
  const natural = columns.map((column, at) =>
    Math.max(column.title.length, ...texts.map((cells) => cells[at]!.length)),
  );
  const widths = fit(natural, columns, width);
  const line = (cells: string[], row?: Row): string =>
    columns
      .map((column, at) => {
        const cut = shorten(cells[at]!, widths[at]!);
        const last = at === columns.length - 1;
        const padded = column.align === "right" ? cut.padStart(widths[at]!) : last ? cut : cut.padEnd(widths[at]!);
        return row !== undefined && column.paint ? column.paint(padded, row) : padded;
      })
      .join(GAP)
      .trimEnd();
  const head = paint("dim", line(columns.map((column) => column.title)));
  return [head, ...rows.map((row, at) => line(texts[at]!, row))].join("\n");
}

export function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

function widthOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? columnsOf(stream) : Number.POSITIVE_INFINITY;
}

/** Takes what is too much from the widest flexible columns first. */
function fit<Row>(natural: number[], columns: Column<Row>[], width: number): number[] {
  const widths = [...natural];
  const total = (): number => widths.reduce((sum, each) => sum + each, 0) + GAP.length * (widths.length - 1);
  while (total() > width) {
    let widest = -1;
    for (const [at, column] of columns.entries()) {
      if (column.flexible && widths[at]! > NARROWEST && (widest < 0 || widths[at]! > widths[widest]!)) widest = at;
    }
    if (widest < 0) break;
    widths[widest]! -= 1;
  }
  return widths;
}
