import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestApp, testApp } from "../../test/support/app.ts";
import { testWorkspace } from "../../test/support/database.ts";
import { collect, readParts } from "./multipart.ts";
import { fileRoutes } from "./routes.ts";
import { FileStore } from "./store.ts";

let server: TestApp;
let folder: string;
let key: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "taskwright-files-"));
  const files = await FileStore.open({ dataDir: folder, maxUploadBytes: 1_000_000 });
  server = await testApp({}, [(mount) => fileRoutes({ files }, mount)]);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  const { workspaceId } = await testWorkspace(server.services.database.db);
  key = await server.keyFor(workspaceId, "operator");
});

async function send(
  method: string,
  path: string,
  body?: BodyInit,
  headers: Record<string, string> = {},
): Promise<Response> {
  const init = { method, body, headers: { authorization: `Bearer ${key}`, ...headers }, duplex: "half" } as RequestInit;
  return await server.app.request(`http://localhost/api/v1${path}`, init);
}

function form(fields: Record<string, string>, content: string | Buffer, name: string, type = "text/csv"): FormData {
  const data = new FormData();
  data.set("file", new File([new Uint8Array(Buffer.from(content))], name, { type }));
  for (const [field, value] of Object.entries(fields)) data.set(field, value);
  return data;
}

describe("a file is kept", () => {
  it("from a form, whose path may come behind it", async () => {
    const content = randomBytes(300_000);
    const reply = await send(
      "POST",
      "/files",
      form({ path: "data/größe.bin" }, content, "x.bin", "application/octet-stream"),
    );
    expect(reply.status).toBe(201);
    const file = await reply.json();
    expect(file).toMatchObject({
      path: "data/größe.bin",
      name: "x.bin",
      bytes: 300_000,
      mediaType: "application/octet-stream",
    });
    const got = await send("GET", `/files/${file.id}/content`);
    expect(Buffer.from(await got.arrayBuffer()).equals(content)).toBe(true);
  });

  it("from a bare body", async () => {
    const reply = await send("POST", "/files?name=list.csv", "a,b\n1,2\n", {
      "content-type": "application/octet-stream",
    });
    expect(await reply.json()).toMatchObject({
      path: null,
      name: "list.csv",
      mediaType: "text/csv",
      createdBy: { type: "key" },
    });
  });

  it("once, when the request is repeated with its key", async () => {
    const repeat = { "idempotency-key": "upload-1" };
    const first = await (await send("POST", "/files?name=a.txt", "hello", repeat)).json();
    const second = await send("POST", "/files?name=a.txt", "hello", repeat);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(await second.json()).toEqual(first);
  });
});

describe("an upload is refused, and nothing of it stays, when", () => {
  it.each([
    ["it is too large", () => ["/files?name=a.bin", Buffer.alloc(1_100_000)], 413, "too_large"],
    ["it turns out too large", () => ["/files?name=a.bin", endless()], 413, "too_large"],
    ["its form is too large", () => ["/files", form({}, Buffer.alloc(1_010_000), "a.bin", "")], 413, "too_large"],
    ["it lies about its type", () => ["/files?name=a.pdf", "MZ\0\0 not a PDF"], 415, "unsupported_media"],
    ["its path leaves the store", () => ["/files?path=../a.txt", "x"], 400, "invalid"],
    ["it has no name", () => ["/files", "x"], 400, "invalid"],
    ["its form has no file", () => ["/files", emptyForm()], 400, "invalid"],
  ] as [string, () => [string, BodyInit], number, string][])("%s", async (_, make, status, code) => {
    const [path, body] = make();
    const reply = await send("POST", path, body);
    expect(reply.status).toBe(status);
    expect(await reply.json()).toMatchObject({ code });
    expect((await (await send("GET", "/files")).json()).items).toEqual([]);
    expect(await readdir(join(folder, "files", "incoming"))).toEqual([]);
  });
});

describe("a file's content", () => {
  let id: number;
  beforeEach(
    async () =>
      void ({ id } = await (
        await send("POST", "/files", form({}, "<script>alert(1)</script>", 'Rech"nung €.html', "text/html"))
      ).json()),
  );

  it("is a download that runs nowhere", async () => {
    const reply = await send("GET", `/files/${id}/content`);
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      "content-disposition": `attachment; filename="Rech_nung _.html"; filename*=UTF-8''Rech%22nung%20%E2%82%AC.html`,
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "content-length": "25",
      "cache-control": "private, no-cache",
    });
  });

  it("is not sent again to those who have it", async () => {
    const etag = (await send("GET", `/files/${id}/content`)).headers.get("etag")!;
    expect((await send("GET", `/files/${id}/content`, undefined, { "if-none-match": etag })).status).toBe(304);
  });

  it.each([
    ["bytes=0-6", 206, "<script", "bytes 0-6/25"],
    ["bytes=16-", 206, "</script>", "bytes 16-24/25"],
    ["bytes=-1", 206, ">", "bytes 24-24/25"],
    ["bytes=20-99", 206, "ript>", "bytes 20-24/25"],
    ["bytes=25-", 416, "", "bytes */25"],
    ["bytes=0-1,3-4", 200, "<script>alert(1)</script>", null],
  ])("is given in part: %s", async (range, status, text, contentRange) => {
    const reply = await send("GET", `/files/${id}/content`, undefined, { range });
    expect([reply.status, await reply.text(), reply.headers.get("content-range")]).toEqual([
      status,
      text,
      contentRange,
    ]);
  });

  it("is nobody's outside its workspace", async () => {
    const other = await testWorkspace(server.services.database.db);
    key = await server.keyFor(other.workspaceId, "owner");
    for (const path of [`/files/${id}`, `/files/${id}/content`]) expect((await send("GET", path)).status).toBe(404);
    expect((await send("DELETE", `/files/${id}`)).status).toBe(404);
  });
});

it("files are listed newest first, by prefix, page by page; removed ones are not", async () => {
  const ids: number[] = [];
  for (const path of ["a/1.txt", "a/2.txt", "b/3.txt", "a/4.txt"])
    ids.push((await (await send("POST", `/files?path=${path}`, path)).json()).id);
  expect((await send("DELETE", `/files/${ids[1]}`)).status).toBe(204);
  expect((await send("DELETE", `/files/${ids[1]}`)).status).toBe(404);
  const first = await (await send("GET", "/files?prefix=a/&limit=1")).json();
  expect(first.items.map((file: { path: string }) => file.path)).toEqual(["a/4.txt"]);
  const second = await (await send("GET", `/files?prefix=a/&limit=1&cursor=${first.nextCursor}`)).json();
  expect(second).toMatchObject({ items: [{ path: "a/1.txt" }], nextCursor: null });
});

describe("a multipart body", () => {
  const body = Buffer.from(
    'preamble\r\n--XX\r\ncontent-disposition: form-data; name="path"\r\n\r\na/b.txt\r\n--XX\r\nContent-Type: text/plain\r\n' +
      'Content-Disposition: form-data; name="file"; filename="x.txt"; filename*=UTF-8\'\'%C3%BC.txt\r\n\r\none\r\n--X\r\ntwo\r\n\r\n--XX--\r\nepilogue',
  );

  it.each([1, 2, 3, 7, 50, 10_000])("is read the same in pieces of %i bytes", async (size) => {
    const parts: unknown[] = [];
    for await (const { content, ...part } of readParts(pieces(body, size), 'multipart/form-data; boundary="XX"')) {
      parts.push({ ...part, text: (await collect(content, 1000)).toString() });
    }
    expect(parts).toEqual([
      { name: "path", filename: undefined, mediaType: undefined, text: "a/b.txt" },
      { name: "file", filename: "ü.txt", mediaType: "text/plain", text: "one\r\n--X\r\ntwo\r\n" },
    ]);
  });

  it.each([
    ["ends in the middle", body.subarray(0, 200), "multipart/form-data; boundary=XX"],
    ["has no boundary", body, "multipart/form-data"],
    ["is none", Buffer.from("hello"), "multipart/form-data; boundary=XX"],
  ])("that %s is refused", async (_, bytes, contentType) => {
    const readAll = async () => {
      for await (const part of readParts(pieces(bytes, 50), contentType)) await collect(part.content, 1000);
    };
    await expect(readAll()).rejects.toMatchObject({ code: "invalid" });
  });
});

function emptyForm(): FormData {
  const data = new FormData();
  data.set("path", "a.txt");
  return data;
}

function endless(): ReadableStream {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(50_000)) });
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
