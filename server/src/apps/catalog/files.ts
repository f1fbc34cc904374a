import { FileRef } from "@taskwright/api/file.ts";
import { z } from "zod";
import type { App, AppServices } from "../app.ts";
import { once } from "../effects.ts";
import { FileArgument, fileKey, fileRef, openFile, StorePath, WrittenFile, writeOnce, writtenFile } from "../files.ts";
import { defineTool, ToolError } from "../tool.ts";

/** A step's result is kept and read with its task, so a content in it stays small. */
const MAX_READ_BYTES = 5 * 1024 * 1024;

const FileInfo = z.object({
  file: FileRef,
  path: z.string().nullable(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number(),
});

export function filesApp(services: AppServices): App {
  const { database, files } = services;

  const read = defineTool({
    name: "files.read",
    title: "Read a file",
    description:
      "Gives a file's content as text or, with encoding base64, as it is. Tables and XML have tools of their own: csv.read, xml.parse, json.read.",
    effect: "read",
    idempotent: true,
    args: z.strictObject({
      file: FileArgument,
      encoding: z
        .enum(["utf-8", "base64", "utf-16le", "windows-1252"])
        .default("utf-8")
        .describe("how its bytes become text"),
      limit_bytes: z
        .number()
        .int()
        .min(1)
        .max(MAX_READ_BYTES)
        .default(1024 * 1024)
        .describe("a larger file is refused"),
    }),
    result: FileInfo.extend({ text: z.string().optional(), base64: z.string().optional() }),
    async run({ file, encoding, limit_bytes }, call) {
      const opened = await openFile(services, call, file);
      const bytes = await opened.bytes(limit_bytes);
      const info = infoOf(opened.row);
      return encoding === "base64"
        ? { ...info, base64: bytes.toString("base64") }
        : { ...info, text: decoded(bytes, encoding) };
    },
  });

  const write = defineTool({
    name: "files.write",
    title: "Write a file",
    description:
      "Puts text, or base64 content, at a path in the store. What was there before is replaced; tasks that used it keep theirs.",
    effect: "write",
    idempotent: true,
    args: z
      .strictObject({
        path: StorePath,
        text: z.string().optional().describe("the content as text"),
        base64: z.base64().optional().describe("the content of a binary file"),
      })
      .refine((args) => (args.text === undefined) !== (args.base64 === undefined), "give either text or base64"),
    result: WrittenFile,
    async run({ path, text, base64 }, call) {
      const content = text ?? Buffer.from(base64 ?? "", "base64");
      return await writeOnce(services, call, "files.write", async () => ({
        file: { path, content },
        result: writtenFile,
      }));
    },
  });

  const list = defineTool({
    name: "files.list",
    title: "List files",
    description: "Lists what is in the store under a prefix, by path.",
    effect: "read",
    idempotent: true,
    args: z.strictObject({
      prefix: z.string().max(500).default("").describe('only paths that begin with it, such as "reports/"'),
      limit: z.number().int().min(1).max(1000).default(100),
      after: z.string().max(500).optional().describe("go on behind this path: `next` of the answer before"),
    }),
    result: z.object({ files: z.array(FileInfo), next: z.string().nullable() }),
    async run({ prefix, limit, after }, call) {
      const rows = await files.list(database.db, call.workspaceId, { prefix, limit: limit + 1, after });
      const page = rows.slice(0, limit);
      // Names, too, are chosen by whoever sent the file.
      if (page.some(({ untrusted }) => untrusted)) call.readOutside();
      return { files: page.map(infoOf), next: rows.length > limit ? (page.at(-1)?.path ?? null) : null };
    },
  });

  const move = defineTool({
    name: "files.move",
    title: "Move a file",
    description: "Gives a file in the store another path.",
    effect: "write",
    idempotent: true,
    args: z.strictObject({
      from: StorePath,
      to: StorePath,
      replace: z.boolean().default(false).describe("whether a file at `to` may be replaced"),
    }),
    result: WrittenFile,
    async run(args, call) {
      return await once(database.db, call, "files.move", async (tx) =>
        writtenFile(
          await files.move(tx, { ...args, workspaceId: call.workspaceId, taskId: call.taskId, actor: call.actor }),
        ),
      );
    },
  });

  const remove = defineTool({
    name: "files.remove",
    title: "Remove a file",
    description: "Takes a file out of the store. Tasks that used it can still read theirs.",
    effect: "write",
    idempotent: true,
    args: z.strictObject({ file: FileArgument }),
    result: z.object({ removed: z.boolean() }),
    async run({ file }, call) {
      return await once(database.db, call, "files.remove", async (tx) => ({
        removed: await files.remove(tx, {
          workspaceId: call.workspaceId,
          taskId: call.taskId,
          actor: call.actor,
          key: fileKey(file),
        }),
      }));
    },
  });

  return { tools: [read, write, list, move, remove] };
}

function infoOf(row: Parameters<typeof fileRef>[0]): z.infer<typeof FileInfo> {
  return { file: fileRef(row), path: row.path, name: row.name, mediaType: row.media_type, bytes: row.bytes };
}

function decoded(bytes: Buffer, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ToolError("not_text", `The file is not ${encoding} text. Read it with another encoding, or as base64.`, {
      cause,
    });
  }
}
