import { z } from "zod";
import type { Table } from "./table.ts";

const ColumnStats = z.object({
  column: z.string(),
  filled: z.number(),
  empty: z.number(),
  distinct: z.number().nullable().describe("different values; null above 10,000"),
  longest: z.number().describe("characters of the longest value"),
  top: z
    .array(z.object({ value: z.string(), count: z.number() }))
    .describe("the most frequent, as far as they were counted"),
  numbers: z
    .object({ min: z.number(), max: z.number(), sum: z.number(), mean: z.number() })
    .nullable()
    .describe("when every filled value is a number such as 12.50"),
});

export const TableStats = z.object({
  rows: z.number(),
  irregular: z.number().describe("rows with more or fewer values than the header"),
  columns: z.array(ColumnStats),
});

const MAX_DISTINCT = 10_000;

export async function tableStats(table: Table): Promise<z.infer<typeof TableStats>> {
  const columns = table.columns.map((name) => new Column(name));
  let rows = 0;
  let irregular = 0;
  for await (const batch of table.batches()) {
    rows += batch.length;
    for (const { values } of batch) {
      if (values.length !== columns.length) irregular++;
      for (const [index, column] of columns.entries()) column.add(values[index]?.trim() ?? "");
    }
  }
  return { rows, irregular, columns: columns.map((column) => column.stats()) };
}

class Column {
  readonly #name: string;
  #filled = 0;
  #empty = 0;
  #longest = 0;
  #counts = new Map<string, number>();
  #complete = true;
  #numeric = true;
  #min = Infinity;
  #max = -Infinity;
  #sum = 0;

  constructor(name: string) {
    this.#name = name;
  }

  add(value: string): void {
    if (value === "") {
      this.#empty++;
      return;
    }
    this.#filled++;
    this.#longest = Math.max(this.#longest, value.length);
    const key = value.slice(0, 200);
    const count = this.#counts.get(key);
    if (count !== undefined || this.#counts.size < MAX_DISTINCT) this.#counts.set(key, (count ?? 0) + 1);
    else this.#complete = false;
    if (!this.#numeric) return;
    const number = /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
    this.#numeric = Number.isFinite(number);
    this.#min = Math.min(this.#min, number);
    this.#max = Math.max(this.#max, number);
    this.#sum += number;
  }

  stats(): z.infer<typeof ColumnStats> {
    const top = [...this.#counts].sort(([, a], [, b]) => b - a).slice(0, 5);
    const round = (value: number) => Number(value.toPrecision(12));
    return {
      column: this.#name,
      filled: this.#filled,
      empty: this.#empty,
      distinct: this.#complete ? this.#counts.size : null,
      longest: this.#longest,
      top: top.map(([value, count]) => ({ value, count })),
      numbers:
        this.#numeric && this.#filled > 0
          ? { min: this.#min, max: this.#max, sum: round(this.#sum), mean: round(this.#sum / this.#filled) }
          : null,
    };
  }
}
