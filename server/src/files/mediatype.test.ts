import { describe, expect, it } from "vitest";
import { settleMediaType } from "./mediatype.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const PDF = Buffer.from("%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n<<>>\nendobj\n");
const ELF = Buffer.concat([Buffer.from("\x7fELF\x02\x01\x01", "latin1"), Buffer.alloc(60)]);
const CSV = Buffer.from("name,age\nDana,41\n");
const XML = Buffer.from('<?xml version="1.0"?>\n<a/>');
const UTF16 = Buffer.from("\ufeffname;age\n", "utf16le");

describe("a file gets the type that its content has", () => {
  it.each([
    ["list.csv", "text/csv", CSV, "text/csv"],
    ["list.csv", "application/vnd.ms-excel", CSV, "text/csv"],
    ["list.csv", undefined, UTF16, "text/csv"],
    ["notes", undefined, CSV, "text/plain"],
    ["photo.png", "application/octet-stream", PNG, "image/png"],
    ["photo", undefined, PNG, "image/png"],
    ["a.xml", "text/xml", XML, "application/xml"],
    ["a.xml", undefined, Buffer.from("  <a/>"), "application/xml"],
    ["drawing.svg", undefined, Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), "image/svg+xml"],
    ["scan.pdf", "application/pdf", PDF, "application/pdf"],
    ["program", undefined, ELF, "application/x-elf"],
    ["BM words.txt", undefined, Buffer.from("BM is how this text begins"), "text/plain"],
    ["empty.csv", "text/csv", Buffer.alloc(0), "text/csv"],
    ["data.bin", undefined, Buffer.from([1, 2, 3, 0, 255]), "application/octet-stream"],
  ])("%s sent as %s", async (name, declared, content, expected) => {
    expect(await settleMediaType(content, { name, declared })).toBe(expected);
  });
});

describe("a file that lies about its type is refused", () => {
  it.each([
    ["invoice.pdf", undefined, ELF],
    ["invoice.pdf", undefined, Buffer.from("<html><script>")],
    ["list.csv", undefined, PNG],
    ["list.csv", "text/csv", ELF],
    ["photo.png", "image/png", PDF],
    ["photo", "image/png", CSV],
    ["invoice.xml", undefined, CSV],
    ["book.xlsx", undefined, CSV],
    ["list.txt", undefined, Buffer.from([0x41, 0, 0x42, 0])],
  ])("%s sent as %s", async (name, declared, content) => {
    await expect(settleMediaType(content, { name, declared })).rejects.toMatchObject({
      code: "unsupported_media",
      message: expect.stringContaining("is not what it says"),
    });
  });
});
