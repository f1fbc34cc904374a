import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, onTestFinished } from "vitest";
import { howToGive, missingInputs, readInputs } from "./inputs.ts";
import type { JsonSchema } from "./schema.ts";

const FILE: JsonSchema = {
  type: "object",
  format: "file",
  properties: { file: { type: "integer" } },
  required: ["file"],
};
const schema: JsonSchema = {
  type: "object",
  properties: {
    name: { type: "string" },
    limit: { type: "number" },
    rows: { type: "integer" },
    strict: { type: "boolean" },
    currency: { enum: ["EUR", "USD", 7] },
    tags: { type: "array", items: { type: "string" } },
    sizes: { type: "array", items: { type: "integer" } },
    options: { type: "object" },
    file: FILE,
    files: { type: "array", items: FILE },
    loose: {},
    maybe: { type: ["number", "null"] },
  },
  required: ["file", "limit"],
};

const sent: string[] = [];
const upload = async (path: string) => ({ file: sent.push(path), name: path });
const read = (...pairs: string[]) => readInputs(pairs, schema, upload);

test.each([
  ["name=Dana", "name", "Dana"],
  ["name=12", "name", "12"],
  ["name=a=b", "name", "a=b"],
  ["name=", "name", ""],
  ["name=@@dana", "name", "@dana"],
  ["limit=12.50", "limit", 12.5],
  ["limit=-1e3", "limit", -1000],
  ["rows=7", "rows", 7],
  ["strict=false", "strict", false],
  ["currency=EUR", "currency", "EUR"],
  ["currency=7", "currency", 7],
  ['tags=["a","b"]', "tags", ["a", "b"]],
  ["tags=a", "tags", ["a"]],
  ['options={"deep":[1]}', "options", { deep: [1] }],
  ["file=31", "file", { file: 31 }],
  ["loose=[1]", "loose", [1]],
  ["loose=words", "loose", "words"],
  ["maybe=3", "maybe", 3],
])("%s is read as its type says", async (pair, name, value) => {
  expect(await read(pair)).toEqual({ [name]: value });
});

test.each([
  ["limit=much", /limit is a number such as 1000 or 0\.5, not "much"/],
  ["limit=", /limit is a number/],
  ["limit=Infinity", /limit is a number/],
  ["rows=1.5", /rows is a whole number/],
  ["strict=yes", /strict is true or false/],
  ["currency=EUX", /currency is one of EUR, USD, 7/],
  ["options=[1]", /options is an object/],
  ["options={", /options is JSON such as/],
  ['tags=["a"', /tags is JSON such as/],
  ["sizes=x", /a member of sizes is a whole number/],
  ["file=customers.csv", /write file=@customers\.csv, with the @/],
  ["nam=Dana", /no input "nam"/],
  ["name", /takes name=value/],
  ["=x", /takes name=value/],
  ["constructor=x", /no input "constructor"/],
])("%s is refused with what to write", async (pair, message) => {
  await expect(read(pair)).rejects.toThrow(message);
});

test("a near miss is met with a suggestion", async () => {
  await expect(read("limti=1")).rejects.toMatchObject({ hint: 'Did you mean "limit"?', exitCode: 3 });
});

test("a list may be given one member at a time, files too", async () => {
  expect(await read("tags=a", "tags=b", "sizes=1", "sizes=2")).toEqual({ tags: ["a", "b"], sizes: [1, 2] });
  sent.length = 0;
  expect(await read("files=@a.csv", "files=@b.csv")).toEqual({
    files: [
      { file: 1, name: "a.csv" },
      { file: 2, name: "b.csv" },
    ],
  });
});

test("what is no list cannot be given twice", async () => {
  await expect(read("name=a", "name=b")).rejects.toThrow("The input name is given 2 times");
});

test("@path sends a file where a file is wanted, and reads it where a value is", async () => {
  const folder = await mkdtemp(join(tmpdir(), "taskwright-inputs-"));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  await writeFile(join(folder, "options.json"), '{"a": 1}');
  sent.length = 0;
  expect(await read(`file=@${folder}/options.json`)).toEqual({ file: { file: 1, name: `${folder}/options.json` } });
  expect(await read(`options=@${folder}/options.json`)).toEqual({ options: { a: 1 } });
  await expect(read(`options=@${folder}/nothing.json`)).rejects.toThrow("ENOENT");
});

test("required inputs without a default are missing until they are given", () => {
  expect(missingInputs(schema, { limit: 0 })).toEqual(["file"]);
  expect(missingInputs({ ...schema, required: ["currency"] }, {})).toEqual(["currency"]);
  expect(missingInputs({ properties: { a: { default: null } }, required: ["a"] }, {})).toEqual([]);
});

test("the way to give an input shows its type", () => {
  const said = Object.entries(schema.properties!).map(([name, property]) => howToGive(name, property));
  expect(said).toContain("--input file=@path");
  expect(said).toContain("--input currency=EUR|USD|7");
  expect(said).toContain("--input rows=1");
});
