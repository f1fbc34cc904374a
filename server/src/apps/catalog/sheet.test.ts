import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApps, testApps } from "../../../test/support/apps.ts";

let apps: TestApps;
beforeAll(async () => void (apps = await testApps()));
afterAll(async () => await apps.close());

const rows = [
  { name: "Anna", amount: 12.5, paid: true, note: "=HYPERLINK(1)" },
  { name: "مرحبا 🎉", amount: -3, paid: false, note: null },
];

test("what is written is read again, with its types, and text never becomes a formula", async () => {
  const written = await apps.use("sheet.write", { file: "reports/may.xlsx", rows });
  expect(written).toMatchObject({ path: "reports/may.xlsx", rows: 2 });
  expect(await apps.use("sheet.read", { file: "reports/may.xlsx" })).toEqual({
    sheets: ["Sheet1"],
    columns: ["name", "amount", "paid", "note"],
    rows,
    more: false,
  });
});

test("several sheets, by name and by place, and a part of the rows", async () => {
  const many = Array.from({ length: 30 }, (_, n) => ({ n }));
  const sheets = [
    { name: "First", rows, columns: ["amount", "name"] },
    { name: "Many", rows: many },
  ];
  await apps.use("sheet.write", { file: "two.xlsx", sheets });
  expect(await apps.use("sheet.read", { file: "two.xlsx", sheet: "Many", offset: 10, limit: 2 })).toEqual({
    sheets: ["First", "Many"],
    columns: ["n"],
    rows: [{ n: 10 }, { n: 11 }],
    more: true,
  });
  const first = await apps.use("sheet.read", { file: "two.xlsx", sheet: 1, header: false, limit: 2 });
  expect(first.rows).toEqual([
    ["amount", "name"],
    [12.5, "Anna"],
  ]);
  await expect(apps.use("sheet.read", { file: "two.xlsx", sheet: "Third" })).rejects.toThrow(
    'There is no sheet "Third"; there are "First", "Many".',
  );
});

test("a repetition under the same key writes no second file", async () => {
  const call = { idempotencyKey: "once" };
  const first = await apps.use("sheet.write", { file: "once.xlsx", rows }, call);
  expect(await apps.use("sheet.write", { file: "once.xlsx", rows }, call)).toEqual(first);
});

test("a file that is no workbook is refused in words", async () => {
  await apps.put("fake", "name,amount\nAnna,1\n");
  await expect(apps.use("sheet.read", { file: "fake" })).rejects.toThrow("no .xlsx that can be read");
});
