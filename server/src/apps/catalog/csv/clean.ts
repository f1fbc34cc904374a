import { z } from "zod";
import { KeySet } from "./keyset.ts";
import { RULE_NAMES, type ValueRule, VALUE_RULES } from "./rules.ts";
import { requireColumns, type Row, type Table } from "./table.ts";

const columns = z.array(z.string()).max(1000).default([]);

export const CleanArgs = z.strictObject({
  trim: z.boolean().default(true).describe("remove spaces around values"),
  collapse_spaces: z.boolean().default(true).describe("make several spaces one"),
  drop_empty: z.boolean().default(true).describe("leave out rows without any value"),
  columns: z
    .record(
      z.string(),
      z
        .union([z.enum(RULE_NAMES), z.array(z.enum(RULE_NAMES)).min(1)])
        .transform((rules) => (Array.isArray(rules) ? rules : [rules])),
    )
    .default({})
    .describe('what the values of a column are to be, such as {"E-mail": "email", "City": "title"}'),
  required: columns.describe("a row without a value in one of these is rejected"),
  unique: columns.describe("of rows that are alike in all of these, capitals aside, the first stays"),
  on_invalid: z
    .enum(["reject", "keep", "blank"])
    .default("reject")
    .describe(
      "what becomes of a row whose value breaks a rule of columns: rejected, kept as it is, or kept without that value",
    ),
});
export type CleanRules = z.output<typeof CleanArgs>;

const RowProblem = z.object({
  line: z.number(),
  column: z.string().nullable(),
  value: z.string(),
  problem: z.string(),
});
export type RowProblem = z.infer<typeof RowProblem>;

export const CleanReport = z.object({
  read: z.number(),
  kept: z.number(),
  changed: z.number().describe("rows kept that look different now"),
  duplicates: z.number(),
  empty: z.number(),
  rejected: z.number(),
  problems: z.record(z.string(), z.number()).describe("how often each problem was met"),
  samples: z.array(RowProblem).describe("the first few of each problem"),
});
export type CleanReport = z.infer<typeof CleanReport>;

interface Sinks {
  keep?(values: string[]): void;
  reject?(values: string[], reason: RowProblem): void;
  /** called now and then: time to write what has gathered */
  flush?(): Promise<void>;
}

const SAMPLES_PER_PROBLEM = 5;

/** One pass over a table; in memory are the current rows and the keys met so far. */
export async function cleanTable(table: Table, rules: CleanRules, sinks: Sinks = {}): Promise<CleanReport> {
  requireColumns(table, [...Object.keys(rules.columns), ...rules.required, ...rules.unique]);
  const place = (column: string) => table.columns.indexOf(column);
  const valueRules = Object.entries(rules.columns).map(([column, names]) => ({ column, at: place(column), names }));
  const required = rules.required.map((column) => ({ column, at: place(column) }));
  const unique = rules.unique.map(place);
  const counts = { read: 0, kept: 0, changed: 0, duplicates: 0, empty: 0, rejected: 0 };
  const problems: Record<string, number> = {};
  const samples: RowProblem[] = [];
  const met = new KeySet();

  function note(problem: RowProblem): RowProblem {
    const count = (problems[problem.problem] = (problems[problem.problem] ?? 0) + 1);
    if (count <= SAMPLES_PER_PROBLEM) samples.push({ ...problem, value: problem.value.slice(0, 200) });
    return problem;
  }

  function take({ line, values: given }: Row): void {
    counts.read++;
    if (given.length !== table.columns.length) {
      const problem = `has ${given.length > table.columns.length ? "more" : "fewer"} values than the header`;
      return reject(given, note({ line, column: null, value: given.join(" "), problem }));
    }
    const values = given.map((value) => tidied(value, rules));
    if (rules.drop_empty && values.every((value) => value.trim() === "")) return void counts.empty++;
    let invalid: RowProblem | undefined;
    for (const { column, at, names } of valueRules) {
      const value = values[at]!;
      if (value === "") continue;
      const settled = settle(value, names);
      if (typeof settled === "string") values[at] = settled;
      else {
        const problem = note({ line, column, value, problem: `is no ${settled.rule}` });
        if (rules.on_invalid === "reject") invalid ??= problem;
        if (rules.on_invalid === "blank") values[at] = "";
      }
    }
    if (invalid) return reject(values, invalid);
    const lacking = required.find(({ at }) => values[at]!.trim() === "");
    if (lacking) return reject(values, note({ line, column: lacking.column, value: "", problem: "is missing" }));
    // rows without any of the key's values are alike in nothing
    const isKeyed = unique.some((at) => values[at] !== "");
    if (isKeyed && !met.add(JSON.stringify(unique.map((at) => values[at]!.toLowerCase()))))
      return void counts.duplicates++;
    if (values.some((value, at) => value !== given[at])) counts.changed++;
    counts.kept++;
    sinks.keep?.(values);
  }

  function reject(values: string[], reason: RowProblem): void {
    counts.rejected++;
    sinks.reject?.(values, reason);
  }

  for await (const batch of table.batches()) {
    for (const row of batch) take(row);
    await sinks.flush?.();
  }
  return { ...counts, problems, samples };
}

function tidied(value: string, { trim, collapse_spaces }: CleanRules): string {
  // spaces of every kind: a no-break space copied from a web page is one too
  const spaced = collapse_spaces ? value.replace(/[^\S\r\n]+/g, " ") : value;
  return trim ? spaced.trim() : spaced;
}

function settle(value: string, names: ValueRule[]): string | { rule: ValueRule } {
  let current = value;
  for (const rule of names) {
    const next = VALUE_RULES[rule](current);
    if (next === undefined) return { rule };
    current = next;
  }
  return current;
}
