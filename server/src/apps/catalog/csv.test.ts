import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApps, testApps } from "../../../test/support/apps.ts";

let apps: TestApps;
beforeAll(async () => void (apps = await testApps()));
afterAll(async () => await apps.close());

const row = (name: string, city: string) => ({ name, city });

describe("csv.read recognises", () => {
  it.each([
    ["commas", "name,city\nDana,Ulm\n"],
    ["semicolons", "name;city\r\nDana;Ulm\r\n"],
    ["tabs", "name\tcity\nDana\tUlm"],
    ["a separator behind quoted ones", '"name";"city"\n"Dana";"Ulm"\n'],
    ["a byte order mark", "\ufeffname,city\nDana,Ulm\n"],
    ["UTF-16", Buffer.from("\ufeffname;city\nDana;Ulm\n", "utf16le")],
    ["blank lines", "name,city\n\nDana,Ulm\n\n\n"],
  ])("%s", async (_, content) => {
    const file = await apps.put("given.csv", content);
    expect(await apps.use("csv.read", { file: { file } })).toEqual({
      columns: ["name", "city"],
      rows: [row("Dana", "Ulm")],
      more: false,
    });
  });
});

it("csv.read returns a part, and only the columns asked for", async () => {
  await apps.put("many.csv", `n,square\n${Array.from({ length: 50 }, (_, n) => `${n},${n * n}`).join("\n")}`);
  expect(await apps.use("csv.read", { file: "many.csv", offset: 3, limit: 2, only: ["square"] })).toEqual({
    columns: ["square"],
    rows: [{ square: "9" }, { square: "16" }],
    more: true,
  });
});

it("csv.read keeps quoted separators, quotes and line breaks", async () => {
  await apps.put("quoted.csv", 'name,city\n"Smith, ""Joe""","Ulm\nand Bonn"\n');
  expect((await apps.use("csv.read", { file: "quoted.csv" })).rows).toEqual([row('Smith, "Joe"', "Ulm\nand Bonn")]);
});

it("columns without a name or with the same name are told apart, and none reaches a prototype", async () => {
  await apps.put("names.csv", "a,,a,__proto__\n1,2,3,4\n");
  const { columns, rows } = await apps.use("csv.read", { file: "names.csv" });
  expect(columns).toEqual(["a", "column_2", "a_2", "__proto__"]);
  expect(Object.entries(rows[0])).toEqual([
    ["a", "1"],
    ["column_2", "2"],
    ["a_2", "3"],
    ["__proto__", "4"],
  ]);
});

describe("a table that cannot be read says where", () => {
  it.each([
    ["a quote never closed", 'name,city\nDana,Ulm\n"Joe,Bonn\nMia,Kiel\n', "csv_malformed", "line 3: a quote"],
    ["text behind a closing quote", 'name,city\n"Dana" x,Ulm\n', "csv_malformed", "line 2: after a closing quote"],
    ["a quote inside a value", 'name,city\nDa"na,Ulm\n', "csv_malformed", "line 2: a quote"],
    ["too few values", "name,city\nDana,Ulm\nJoe\n", "csv_columns", "line 3 has 1 values, the header has 2"],
    ["another encoding", Buffer.from("name,city\nJörg,Köln\n", "latin1"), "csv_encoding", "encoding: windows-1252"],
  ])("%s", async (_, content, code, message) => {
    await apps.put("broken.csv", content);
    await expect(apps.use("csv.read", { file: "broken.csv" })).rejects.toMatchObject({
      name: "ToolError",
      code,
      message: expect.stringContaining(message),
    });
  });
});

it("a quote left open early in a large file is found without reading it all into memory", async () => {
  await apps.put("open.csv", `name,city\nDana,Ulm\n"Joe,Bonn\n${"x,y\n".repeat(500_000)}`);
  await expect(apps.use("csv.read", { file: "open.csv" })).rejects.toMatchObject({
    code: "csv_malformed",
    message: expect.stringContaining("line 3"),
  });
});

describe("csv.append", () => {
  it("makes the file, then goes by its header", async () => {
    const first = await apps.use("csv.append", { file: "ledger.csv", row: { name: "Dana", city: "Ulm" } });
    expect(first).toMatchObject({ rows: 1, total: 1, path: "ledger.csv" });
    const second = await apps.use("csv.append", {
      file: "ledger.csv",
      rows: [{ city: "Bonn", name: 'Joe "J"' }, { name: "Mia, Kim" }],
    });
    expect(second).toMatchObject({ rows: 2, total: 3 });
    expect(await apps.textOf("ledger.csv")).toBe('name,city\nDana,Ulm\n"Joe ""J""",Bonn\n"Mia, Kim",\n');
  });

  it("writes numbers, booleans, objects and nothing", async () => {
    await apps.use("csv.append", { file: "kinds.csv", row: { a: 1.5, b: true, c: false, d: null, e: { x: [1] } } });
    expect(await apps.textOf("kinds.csv")).toBe('a,b,c,d,e\n1.5,true,false,,"{""x"":[1]}"\n');
  });

  it("keeps the file's separator, and mends a missing end of line", async () => {
    await apps.put("semicolons.csv", "name;city\nDana;Ulm");
    expect(await apps.use("csv.append", { file: "semicolons.csv", row: row("Joe", "a;b") })).toMatchObject({
      total: 2,
    });
    expect(await apps.textOf("semicolons.csv")).toBe('name;city\nDana;Ulm\nJoe;"a;b"\n');
  });

  it("loses no row when fifty tasks append at once", async () => {
    await Promise.all(
      Array.from({ length: 50 }, async (_, n) => await apps.use("csv.append", { file: "busy.csv", row: { n } })),
    );
    const { rows } = await apps.use("csv.read", { file: "busy.csv" });
    expect(rows.map((each: { n: string }) => Number(each.n)).sort((a: number, b: number) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, n) => n),
    );
  });

  it("adds nothing when the call is repeated", async () => {
    const call = { idempotencyKey: "append-once" };
    const first = await apps.use("csv.append", { file: "once.csv", row: { n: 1 } }, call);
    expect(await apps.use("csv.append", { file: "once.csv", row: { n: 1 } }, call)).toEqual(first);
    expect(await apps.textOf("once.csv")).toBe("n\n1\n");
  });

  it("grows a file past what is kept in a row of the database", async () => {
    await apps.put(
      "large.csv",
      `n,text\n${Array.from({ length: 20_000 }, (_, n) => `${n},${"x".repeat(10)}`).join("\n")}\n`,
    );
    expect(await apps.use("csv.append", { file: "large.csv", row: { n: "last", text: "y" } })).toMatchObject({
      total: 20_001,
    });
    expect((await apps.textOf("large.csv")).endsWith("19999,xxxxxxxxxx\nlast,y\n")).toBe(true);
  });

  it("refuses a column that the file has not, and changes nothing", async () => {
    await apps.put("fixed.csv", "name,city\n");
    const append = apps.use("csv.append", { file: "fixed.csv", row: { name: "Dana", town: "Ulm" } });
    await expect(append).rejects.toMatchObject({
      code: "csv_columns",
      message: 'The file has no column "town". It has: name, city.',
    });
    expect(await apps.textOf("fixed.csv")).toBe("name,city\n");
  });
});

it("csv.write writes the columns in the order asked for", async () => {
  await apps.use("csv.write", {
    file: "out.csv",
    rows: [
      { a: 1, b: 2 },
      { b: 3, c: 4 },
    ],
  });
  expect(await apps.textOf("out.csv")).toBe("a,b,c\n1,2,\n,3,4\n");
  await apps.use("csv.write", { file: "out.csv", rows: [{ a: 1, b: 2 }], columns: ["b", "a"], delimiter: ";" });
  expect(await apps.textOf("out.csv")).toBe("b;a\n2;1\n");
});

const customers = `Name,E-mail,Phone,City
  DANA   SMITH ,Dana@Example.org,(312) 226-2649,chicago
Dana Smith,dana@example.org ,312-226-2649,Chicago
Joe,joe@,,Ulm
,,,
Mia,mia@example.org,123,Bonn
Kim,,,Kiel
Eva,eva@example.org,+49 30 1234567,Bonn,extra
`;
const rules = {
  file: "customers.csv",
  columns: { Name: "title", "E-mail": "email", Phone: "phone", City: ["title"] },
  required: ["E-mail"],
  unique: ["E-mail"],
};

describe("csv.clean", () => {
  beforeAll(async () => void (await apps.put("customers.csv", customers)));

  it("tidies, removes duplicates, and sets faulty rows apart with their reason", async () => {
    const result = await apps.use("csv.clean", { ...rules, to: "clean.csv", rejected_to: "rejected.csv" });
    expect(result).toMatchObject({ read: 7, kept: 1, changed: 1, duplicates: 1, empty: 1, rejected: 4 });
    expect(result.problems).toEqual({
      "is no email": 1,
      "is no phone": 1,
      "is missing": 1,
      "has more values than the header": 1,
    });
    expect(result.samples).toContainEqual({ line: 4, column: "E-mail", value: "joe@", problem: "is no email" });
    expect(await apps.textOf("clean.csv")).toBe(
      "Name,E-mail,Phone,City\nDana Smith,dana@example.org,3122262649,Chicago\n",
    );
    expect(await apps.textOf("rejected.csv")).toContain("4,E-mail is no email,Joe,joe@,,Ulm\n");
  });

  it("can blank or keep what breaks a rule instead", async () => {
    expect(await apps.use("csv.check", { ...rules, on_invalid: "blank" })).toMatchObject({ kept: 2, rejected: 3 });
    expect(await apps.use("csv.check", { ...rules, on_invalid: "keep" })).toMatchObject({ kept: 3, rejected: 2 });
  });

  it("makes one pair of files however often it is called", async () => {
    const call = { idempotencyKey: "clean-once" };
    const first = await apps.use("csv.clean", rules, call);
    expect(first).toMatchObject({
      file: { name: "customers-clean.csv" },
      rejected_file: { name: "customers-rejected.csv" },
    });
    expect(await apps.use("csv.clean", rules, call)).toEqual(first);
  });

  it("names the columns that are not there", async () => {
    await expect(apps.use("csv.clean", { ...rules, unique: ["Mail"] })).rejects.toMatchObject({
      code: "csv_columns",
      message: 'The file has no column "Mail". It has: Name, E-mail, Phone, City.',
    });
  });

  it("stops when the task is cancelled", async () => {
    const signal = AbortSignal.abort(new Error("cancelled"));
    await expect(apps.use("csv.clean", rules, { signal })).rejects.toThrow("cancelled");
  });
});

it("csv.stats describes every column", async () => {
  await apps.put("stats.csv", "city,amount\nUlm,1.10\nUlm,2.20\n,3\nBonn\n");
  expect(await apps.use("csv.stats", { file: "stats.csv" })).toEqual({
    rows: 4,
    irregular: 1,
    columns: [
      {
        column: "city",
        filled: 3,
        empty: 1,
        distinct: 2,
        longest: 4,
        top: [
          { value: "Ulm", count: 2 },
          { value: "Bonn", count: 1 },
        ],
        numbers: null,
      },
      expect.objectContaining({
        column: "amount",
        filled: 3,
        empty: 1,
        numbers: { min: 1.1, max: 3, sum: 6.3, mean: 2.1 },
      }),
    ],
  });
});

const sites = join(import.meta.dirname, "../../../../../shared/data/sites-messy.csv");

it.skipIf(!existsSync(sites))("csv.clean tidies 3,337 published rows", async () => {
  await apps.put("sites.csv", readFileSync(sites));
  const result = await apps.use("csv.clean", {
    file: "sites.csv",
    to: "sites-clean.csv",
    columns: { Phone: "phone" },
    on_invalid: "keep",
    unique: ["Site name", "Address", "Phone"],
  });
  expect(result.read).toBe(3337);
  expect(result.duplicates).toBeGreaterThan(700);
  expect(result.read).toBe(result.kept + result.duplicates + result.empty + result.rejected);
  const again = await apps.use("csv.check", {
    file: "sites-clean.csv",
    columns: { Phone: "phone" },
    on_invalid: "keep",
    unique: ["Site name", "Address", "Phone"],
  });
  expect(again).toMatchObject({ read: result.kept, kept: result.kept, changed: 0, duplicates: 0 });
});
