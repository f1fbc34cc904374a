import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApps, testApps } from "../../../test/support/apps.ts";

let apps: TestApps;
beforeAll(async () => void (apps = await testApps()));
afterAll(async () => await apps.close());

it("a file written by path is read by path and by reference", async () => {
  const written = await apps.use("files.write", { path: "notes/a.txt", text: "Grüße" });
  expect(written).toEqual({ file: { file: expect.any(Number), name: "a.txt" }, path: "notes/a.txt", bytes: 7 });
  expect(await apps.use("files.read", { file: "notes/a.txt" })).toMatchObject({
    text: "Grüße",
    mediaType: "text/plain",
  });
  expect(await apps.use("files.read", { file: written.file, encoding: "base64" })).toMatchObject({
    base64: "R3LDvMOfZQ==",
  });
});

it("the same call again answers like the first and writes nothing more", async () => {
  const call = { idempotencyKey: "write-once" };
  const first = await apps.use("files.write", { path: "once.txt", text: "1" }, call);
  await apps.use("files.write", { path: "once.txt", text: "2" });
  expect(await apps.use("files.write", { path: "once.txt", text: "1" }, call)).toEqual(first);
  expect(await apps.textOf("once.txt")).toBe("2");
});

it("twenty repetitions at once are one change", async () => {
  const call = { idempotencyKey: "at-once" };
  const answers = await Promise.all(
    Array.from({ length: 20 }, async () => await apps.use("files.write", { path: "at-once.txt", text: "x" }, call)),
  );
  expect(new Set(answers.map((answer) => answer.file.file)).size).toBe(1);
});

it("moves, removes and lists", async () => {
  for (const name of ["1", "2", "3"]) await apps.use("files.write", { path: `list/${name}.txt`, text: name });
  await apps.use("files.move", { from: "list/3.txt", to: "list/0.txt" });
  await apps.use("files.remove", { file: "list/1.txt" });
  const page = await apps.use("files.list", { prefix: "list/", limit: 1 });
  expect(page).toMatchObject({ files: [{ path: "list/0.txt" }], next: "list/0.txt" });
  expect(await apps.use("files.list", { prefix: "list/", after: page.next })).toMatchObject({
    files: [{ path: "list/2.txt" }],
    next: null,
  });
});

describe("expected failures are tool errors", () => {
  it.each([
    ["files.read", { file: "nowhere.txt" }, "not_found"],
    ["files.read", { file: { file: 999_999 } }, "not_found"],
    ["files.read", { file: "../../etc/passwd" }, "invalid"],
    ["files.write", { path: "/etc/passwd", text: "x" }, "invalid"],
    ["files.write", { path: "photo.png", text: "not a picture" }, "unsupported_media"],
    ["files.read", { file: "large.txt", limit_bytes: 10 }, "too_large"],
    ["files.read", { file: "latin.txt" }, "not_text"],
  ])("%s %j: %s", async (tool, args, code) => {
    await apps.put("large.txt", "more than ten bytes");
    await apps.put("latin.txt", Buffer.from("Gr\u00fc\u00dfe", "latin1"));
    await expect(apps.use(tool, args)).rejects.toMatchObject({ name: "ToolError", code });
  });
});
