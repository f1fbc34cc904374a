import { expect, test } from "vitest";
import { renderTable, type Column } from "./table.ts";

interface Row {
  id: number;
  title: string;
}
const columns: Column<Row>[] = [
  { title: "id", value: (row) => row.id, align: "right" },
  { title: "title", value: (row) => row.title, flexible: true },
  { title: "end", value: () => null },
];
const rows = [
  { id: 7, title: "short" },
  { id: 812, title: "a title that is too long for it" },
];

test("columns are as wide as what they hold", () => {
  expect(renderTable(columns, rows, Number.POSITIVE_INFINITY)).toBe(
    [
      " id  title                            end",
      "  7  short                            –",
      "812  a title that is too long for it  –",
    ].join("\n"),
  );
});

test("only flexible columns are cut to fit, and never to nothing", () => {
  const lines = renderTable(columns, rows, 28).split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(28);
  expect(lines[2]).toBe("812  a title that is t…  –");
  expect(renderTable(columns, rows, 3).split("\n")[2]).toBe("812  a title tha…  –");
});

test("a cell cannot break its row", () => {
  expect(renderTable(columns, [{ id: 1, title: "one\ntwo\u001B[2J\tthree" }], 80).split("\n")).toHaveLength(2);
});
