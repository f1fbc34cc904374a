import { stringify } from "csv-stringify/sync";

/** Rows as CSV text: RFC 4180 quoting, lines end with a line feed. */
export function csvLines(rows: readonly (readonly unknown[])[], delimiter = ","): string {
  return stringify(rows as unknown[][], {
    delimiter,
    cast: { boolean: String, date: (date) => date.toISOString(), bigint: String },
  });
}

/** Counts the rows of CSV bytes as they pass, in any encoding that keeps ASCII as it is. */
export class RowCounter {
  rows = 0;
  #quoted = false;
  #lineHasContent = false;
  #last = NEWLINE;

  add(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (byte === QUOTE) this.#quoted = !this.#quoted;
      if (byte === NEWLINE && !this.#quoted) {
        if (this.#lineHasContent) this.rows++;
        this.#lineHasContent = false;
      } else if (byte !== RETURN) this.#lineHasContent = true;
    }
    this.#last = chunk.at(-1) ?? this.#last;
  }

  /** What has to come before another row. */
  get missingNewline(): boolean {
    return this.#last !== NEWLINE;
  }

  get insideQuotes(): boolean {
    return this.#quoted;
  }

  get total(): number {
    return this.rows + (this.#lineHasContent ? 1 : 0);
  }
}

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
