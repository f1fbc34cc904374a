import { expect, test } from "vitest";
import { readCsv } from "./csv.ts";
import { previewKind } from "./kind.ts";

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
