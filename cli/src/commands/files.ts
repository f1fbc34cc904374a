import type { File as StoredFile } from "@taskwright/api/file.ts";
import { routes } from "@taskwright/api/routes.ts";
import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { formatBytes } from "../bytes.ts";
import { request, type Client } from "../client.ts";
import { defineVerb, serverFlags, type Noun } from "../command.ts";
import { connect } from "../connect.ts";
import { formatAgo } from "../duration.ts";
import { usageError } from "../exit.ts";
import { idOf, wholeNumber } from "../flags.ts";
import { renderTable } from "../table.ts";
import { plainLine, print, printJson, tell } from "../terminal.ts";
import { uploadFile } from "../upload.ts";

const list = defineVerb({
  name: "list",
  about: "Lists files, newest first",
  examples: ["files list", "files list --prefix reports/", "files list --task 812 --json"],
  args: {
    prefix: { type: "string", description: "Only files whose path begins so", valueHint: "path" },
    task: { type: "string", description: "Only files of this task", valueHint: "number" },
    limit: { type: "string", description: "How many at most (50; up to 200)", valueHint: "number" },
    cursor: { type: "string", description: "Where the last page ended: nextCursor of --json" },
    ...serverFlags,
  },
  async run({ args }) {
    const client = await connect(args);
    const page = await client.call(routes.files.list, {
      query: {
        prefix: args.prefix,
        task: args.task === undefined ? undefined : idOf("task", args.task),
        limit: wholeNumber("--limit", args.limit),
        cursor: args.cursor,
      },
    });
    if (args.json) return printJson(page);
    if (page.items.length === 0) return tell("No files.");
    print(
      renderTable<StoredFile>(
        [
          { title: "file", value: (file) => file.id, align: "right" },
          { title: "path or name", value: (file) => file.path ?? file.name, flexible: true },
          { title: "size", value: (file) => formatBytes(file.bytes), align: "right" },
          { title: "type", value: (file) => file.mediaType, flexible: true },
          { title: "task", value: (file) => (file.taskId === null ? null : `#${file.taskId}`), align: "right" },
          { title: "changed", value: (file) => formatAgo(file.updatedAt) },
        ],
        page.items,
      ),
    );
    if (page.nextCursor !== null) tell(`There are more: --cursor ${page.nextCursor}`);
  },
});

const put = defineVerb({
  name: "put",
  about: "Keeps a file on the server",
  examples: ["files put may.csv", "files put may.csv --path reports/may.csv"],
  args: {
    file: { type: "positional", required: true, description: "A file of this machine" },
    path: { type: "string", description: "Its place in the server's store, where tasks find it", valueHint: "path" },
    ...serverFlags,
  },
  async run({ args }) {
    const stored = await uploadFile(await connect(args), args.file, args.path);
    if (args.json) return printJson(stored);
    print(`File ${stored.id}: ${plainLine(stored.path ?? stored.name)}, ${formatBytes(stored.bytes)}`);
  },
});

const get = defineVerb({
  name: "get",
  about: "Fetches a file, by its number or its path in the store",
  examples: [
    "files get 31",
    "files get reports/may.csv --to -  # to standard output",
    "files get 31 --to may.csv --force",
  ],
  args: {
    file: { type: "positional", required: true, description: "Its number, or its path in the server's store" },
    to: {
      type: "string",
      description: "Where to (its own name in this folder); - for standard output",
      valueHint: "path",
    },
    force: { type: "boolean", description: "Replace a file that is there" },
    ...serverFlags,
  },
  async run({ args }) {
    const client = await connect(args);
    const file = await findFile(client, args.file);
    const target = args.to ?? safeName(file);
    if (target !== "-" && !args.force && (await exists(target))) {
      throw usageError(`${target} is there already.`, "Write it elsewhere with --to, or replace it with --force.");
    }
    const response = await request(client.connection, `/files/${file.id}/content`);
    const content = Readable.fromWeb(response.body as ReadableStream);
    if (target === "-") return pipeline(content, process.stdout, { end: false });
    await writeWhole(content, target);
    if (args.json) return printJson({ ...file, savedAs: resolve(target) });
    print(`${target}, ${formatBytes(file.bytes)}`);
  },
});

export const files: Noun = { name: "files", about: "Files: what tasks read and write", verbs: { list, put, get } };

async function findFile(client: Client, given: string): Promise<StoredFile> {
  if (/^#?\d+$/.test(given)) return client.call(routes.files.get, { params: { id: idOf("file", given) } });
  const { items } = await client.call(routes.files.list, { query: { prefix: given, limit: 200 } });
  const found = items.find((file) => file.path === given);
  if (found === undefined)
    throw usageError(`There is no file "${given}" in the store.`, "taskwright files list shows what there is.");
  return found;
}

/** The name comes from the server: it may name a file in this folder and nothing else. */
function safeName(file: StoredFile): string {
  const name = plainLine(file.name).replace(/[/\\]/g, "_");
  return name === "" || name.startsWith(".") ? `file-${file.id}` : name;
}

/** A transfer that breaks leaves no half file under the name that was asked for. */
async function writeWhole(content: Readable, target: string): Promise<void> {
  const aside = `${target}.${process.pid}.part`;
  try {
    await pipeline(content, createWriteStream(aside, { flags: "wx" }));
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
