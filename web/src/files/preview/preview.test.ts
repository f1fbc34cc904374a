import { expect, test } from "vitest";
import { readCsv } from "./csv.ts";
import { previewKind } from "./kind.ts";
import { readXml } from "./xml.ts";

test.each([
  [
    "a,b\n1,2\n",
    false,
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "a;b\r\n1,5;2\r\n",
    false,
    [
      ["a", "b"],
      ["1,5", "2"],
    ],
  ],
  [
    '\ufeffa,b\n"x, ""y""\nz",2',
    false,
    [
      ["a", "b"],
      ['x, "y"\nz', "2"],
    ],
  ],
  [
    "a,b\n1,2\n3,",
    true,
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "a\tb\n\n1\t2",
    false,
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  ["", false, []],
])("%j is read as rows", (text, partial, rows) => expect(readCsv(text, partial).rows).toEqual(rows));

test.each([
  ["may.csv", "application/octet-stream", 10, "csv"],
  ["invoice.xml", "text/plain", 10, "xml"],
  ["invoice.xml", "text/xml", 9_000_000, "text"],
  ["page.html", "text/html", 10, "text"],
  ["drawing.svg", "image/svg+xml", 10, "image"],
  ["scan", "image/png", 10, "image"],
  ["scan.png", "image/png", 90_000_000, null],
  ["feed", "application/feed+json", 10, "json"],
  ["setup.exe", "application/x-msdownload", 10, null],
])("%s (%s, %i bytes) is shown as %s", (name, mediaType, bytes, kind) =>
  expect(previewKind({ name, mediaType, bytes })).toBe(kind),
);

test("XML is read as a tree, with its attributes, entities, CDATA and namespaces", () => {
  const source = `\ufeff<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a:b c='1 &lt; 2' d="&#233;"><!-- no --><e/>f &amp; &x;<![CDATA[<g>]]></a:b>\n`;
  expect(readXml(source)).toEqual({
    name: "a:b",
    attributes: [
      ["c", "1 < 2"],
      ["d", "é"],
    ],
    text: "f & &x;<g>",
    children: [{ name: "e", attributes: [], text: "", children: [] }],
  });
});

test.each(["<a><b></a>", "<a>", "words", "<a/><b/>", "", "<a/>words", "</a>", "<a b=c/>", "<a>".repeat(9_000)])(
  "%j is not well-formed",
  (source) => expect(readXml(source)).toBeNull(),
);

test("a long document without an end costs no more than its length", () => {
  const began = performance.now();
  expect(readXml(`<a>${"<".repeat(100_000)}`)).toBeNull();
  expect(readXml(`<a ${'b="c" '.repeat(50_000)}`)).toBeNull();
  expect(performance.now() - began).toBeLessThan(2_000);
});
