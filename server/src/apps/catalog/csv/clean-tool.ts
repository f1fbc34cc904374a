import { FileRef } from "@taskwright/api/file.ts";
import { once as event } from "node:events";
import { PassThrough } from "node:stream";
import type { z } from "zod";
import type { Staged } from "../../../files/blobs.ts";
import type { FileStore } from "../../../files/store.ts";
import type { AppServices } from "../../app.ts";
import { firstResult, once } from "../../effects.ts";
import { fileRef, openFile, StorePath, writeFile } from "../../files.ts";
import { defineTool, type Tool } from "../../tool.ts";
import { CleanArgs, CleanReport, cleanTable } from "./clean.ts";
import { csvLines } from "./lines.ts";
import { readTable, TableArgs, tableOptions } from "./table.ts";

const Cleaned = CleanReport.extend({
  file: FileRef.describe("the cleaned table"),
  rejected_file: FileRef.nullable().describe("the rejected rows, each with its line and reason; null: there were none"),
});

export function cleanTool(services: AppServices): Tool {
  return defineTool({
    name: "csv.clean",
    title: "Clean a table",
    description:
      "Writes a tidied copy of a CSV file: spaces, spellings by column, duplicates, empty and faulty rows. Works on millions of rows. csv.check counts the same without writing.",
    effect: "write",
    idempotent: true,
    timeoutMs: 10 * 60_000,
    args: TableArgs.extend(CleanArgs.shape).extend({
      to: StorePath.optional().describe(
        "where the cleaned table goes in the store; absent: it is a file of the task alone",
      ),
      rejected_to: StorePath.optional().describe("where the rejected rows go in the store"),
    }),
    result: Cleaned,
    async run(args, call) {
      const { db } = services.database;
      const earlier = await firstResult<z.infer<typeof Cleaned>>(db, call);
      if (earlier) return earlier.result;

      const source = await openFile(services, call, args.file);
      const table = await readTable(source, tableOptions(args, call));
      const kept = new StagedRows(services.files, table.delimiter, table.columns);
      const rejected = new StagedRows(services.files, table.delimiter, ["line", "problem", ...table.columns]);
      try {
        const report = await cleanTable(table, args, {
          keep: (values) => kept.push(values),
          reject: (values, { line, column, problem }) =>
            rejected.push([line, column === null ? problem : `${column} ${problem}`, ...values]),
          flush: async () => void (await Promise.all([kept.flush(), rejected.flush()])),
        });
        const contents = { kept: await kept.finish(), rejected: await rejected.finish() };
        const base = source.row.name.replace(/\.[^.]*$/, "");
        return await once(db, call, "csv.clean", async (tx) => {
          const write = async (content: Staged, path: string | undefined, name: string) =>
            fileRef(
              await writeFile(services, tx, call, { path: path ?? null, name: path ? undefined : name, content }),
            );
          return {
            ...report,
            file: await write(contents.kept, args.to, `${base}-clean.csv`),
            rejected_file:
              report.rejected > 0 ? await write(contents.rejected, args.rejected_to, `${base}-rejected.csv`) : null,
          };
        });
      } catch (error) {
        await Promise.all([kept.discard(), rejected.discard()]);
        throw error;
      }
    },
  });
}

/** Rows on their way into the file store, as many in memory as the store is behind. */
class StagedRows {
  readonly #stream = new PassThrough();
  readonly #staged: Promise<Staged>;
  readonly #delimiter: string;
  #rows: unknown[][];

  constructor(files: FileStore, delimiter: string, header: string[]) {
    this.#delimiter = delimiter;
    this.#rows = [header];
    this.#staged = files.stage(this.#stream);
    // told by flush() or finish(), whichever comes next
    this.#staged.catch(() => {});
  }

  push(values: unknown[]): void {
    this.#rows.push(values);
  }

  async finish(): Promise<Staged> {
    await this.flush();
    this.#stream.end();
    return await this.#staged;
  }

  async discard(): Promise<void> {
    this.#stream.destroy(new Error("not wanted any more"));
    await this.#staged.catch(() => {});
  }

  async flush(): Promise<void> {
    if (this.#rows.length === 0) return;
    const text = csvLines(this.#rows, this.#delimiter);
    this.#rows = [];
    // a store that has given up drains nothing any more
    if (!this.#stream.write(text)) await Promise.race([event(this.#stream, "drain"), this.#staged]);
  }
}
