export interface CsvTable {
  delimiter: string;
  rows: string[][];
}

/** The rows of a CSV text (RFC 4180, any of , ; tab |). `partial`: the text breaks off, so its last row is left out. */
export function readCsv(text: string, partial: boolean): CsvTable {
  const source = text.startsWith("\ufeff") ? text.slice(1) : text;
  const delimiter = delimiterOf(source);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < source.length; at++) {
    const character = source[at]!;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (source[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (character === '"' && cell === "") quoted = true;
    else if (character === delimiter) {
      row.push(cell);
      cell = "";
    } else if (character === "\n" || character === "\r") {
      if (character === "\r" && source[at + 1] === "\n") at++;
      rows.push([...row, cell]);
      row = [];
      cell = "";
    } else cell += character;
  }
  if (!partial && (cell !== "" || row.length > 0)) rows.push([...row, cell]);
  return { delimiter, rows: rows.filter((one) => one.length > 1 || one[0] !== "") };
}

/** The one that the first line has most of. */
function delimiterOf(text: string): string {
  const line = text.slice(0, 10_000).split(/\r?\n/, 1)[0]!;
  const counts = [",", ";", "\t", "|"].map((each) => [each, line.split(each).length] as const);
  return counts.reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}
