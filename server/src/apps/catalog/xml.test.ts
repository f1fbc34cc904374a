import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApps, testApps } from "../../../test/support/apps.ts";

let apps: TestApps;
beforeAll(async () => void (apps = await testApps()));
afterAll(async () => await apps.close());

const parse = async (text: string, lists?: string[]) => await apps.use("xml.parse", { text, lists });

describe("an element is read by its name", () => {
  it.each([
    ["text is trimmed", "<a> 12.50\n</a>", { a: "12.50" }],
    [
      "prefixes and declarations are left out",
      '<x:a xmlns:x="urn:x" xmlns="urn:y"><x:b>1</x:b><c>2</c></x:a>',
      { a: { b: "1", c: "2" } },
    ],
    [
      "attributes of a text stand beside it",
      '<a><Amount currencyID="EUR">5</Amount></a>',
      { a: { Amount: "5", "Amount@currencyID": "EUR" } },
    ],
    ["attributes of an object are in it", '<a id="7"><b/></a>', { a: { "@id": "7", b: "" } }],
    [
      "what repeats is a list, attributes too",
      '<a><b u="x">1</b><b>2</b></a>',
      { a: { b: ["1", "2"], "b@u": ["x", null] } },
    ],
    ["stray text is kept", "<a>before <b>1</b> after</a>", { a: { b: "1", "#text": "before  after" } }],
    ["CDATA and references are text", "<a><![CDATA[<&>]]>&lt;&#65;&amp;</a>", { a: "<&><A&" }],
    ["comments and instructions are not", "<?xml version='1.0'?><!-- x --><a><?p i?><!-- y -->1</a>", { a: "1" }],
  ])("%s", async (_, text, expected) => expect(await parse(text)).toEqual(expected));

  it("and is a list when asked to be", async () => {
    expect(await parse("<a><b><c>1</c></b></a>", ["b"])).toEqual({ a: { b: [{ c: "1" }] } });
  });

  it("even when the name is __proto__", async () => {
    const result = await parse("<a><__proto__><polluted>yes</polluted></__proto__></a>");
    expect(JSON.stringify(result)).toBe('{"a":{"__proto__":{"polluted":"yes"}}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

const bomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]><lolz>&lol2;</lolz>`;
const external = `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`;

describe("what is not safe or not XML is refused, with its line", () => {
  it.each([
    ["an entity bomb", bomb, "xml_doctype", "<!DOCTYPE"],
    ["an external entity", external, "xml_doctype", "Line 1"],
    ["an unknown entity", "<a>\n&nbsp;</a>", "xml_malformed", "Line 2"],
    ["an unclosed element", "<a>\n<b>\n</a>", "xml_malformed", "Line 3"],
    ["an unknown prefix", "<x:a/>", "xml_malformed", "unbound"],
    ["something else", "name,age\nDana,41", "xml_malformed", "not well-formed"],
    ["nothing", "", "xml_malformed", "root element"],
    ["deep nesting", "<a>".repeat(101) + "</a>".repeat(101), "xml_too_deep", "100 deep"],
    ["too many elements", `<a>${"<b/>".repeat(500_001)}</a>`, "xml_too_large", "500000 elements"],
  ])("%s", async (_, text, code, message) => {
    await expect(parse(text)).rejects.toMatchObject({
      name: "ToolError",
      code,
      message: expect.stringContaining(message),
    });
  });
});

it.each([
  ["UTF-8 with a mark", Buffer.from("\ufeff<a>Zoë</a>")],
  ["UTF-16", Buffer.from("\ufeff<?xml version='1.0' encoding='UTF-16'?><a>Zoë</a>", "utf16le")],
  ["Latin-1, as declared", Buffer.from("<?xml version='1.0' encoding='ISO-8859-1'?><a>Zoë</a>", "latin1")],
])("a file in %s is read", async (_, content) => {
  const file = await apps.put("encoded.xml", content);
  expect(await apps.use("xml.parse", { file: { file } })).toEqual({ a: "Zoë" });
});

it("a file that is not in its encoding is refused", async () => {
  await apps.put("latin.xml", Buffer.from("<a>Zoë</a>", "latin1"));
  await expect(apps.use("xml.parse", { file: "latin.xml" })).rejects.toMatchObject({ code: "xml_encoding" });
});

const root = join(import.meta.dirname, "../../../..");
const published = join(root, "../shared/data/invoices");
const ours = join(root, "examples/data");

describe("invoices", () => {
  const files = [published, ours].flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => name.endsWith(".xml"))
          .map((name) => join(folder, name))
      : [],
  );

  it.each(files.filter((file) => !file.includes("wrong-sum")))("%s adds up", async (file) => {
    const { Invoice } = await apps.use("xml.parse", {
      text: readFileSync(file, "utf8"),
      lists: ["InvoiceLine", "TaxTotal", "AllowanceCharge"],
    });
    const total = Invoice.LegalMonetaryTotal;
    const lines = Invoice.InvoiceLine.map((line: { LineExtensionAmount: string }) => Number(line.LineExtensionAmount));
    const tax = Invoice.TaxTotal.find(
      (each: Record<string, string>) => each["TaxAmount@currencyID"] === Invoice.DocumentCurrencyCode,
    );
    const cents = (...amounts: (string | number | undefined)[]) =>
      Math.round(amounts.reduce<number>((sum, each) => sum + Number(each ?? 0), 0) * 100);
    expect(cents(...lines)).toBe(cents(total.LineExtensionAmount));
    expect(cents(total.TaxExclusiveAmount, tax.TaxAmount)).toBe(cents(total.TaxInclusiveAmount));
    expect(cents(total.LineExtensionAmount, total.ChargeTotalAmount)).toBe(
      cents(total.TaxExclusiveAmount, total.AllowanceTotalAmount),
    );
    expect(cents(total.PayableAmount, total.PrepaidAmount)).toBe(
      cents(total.TaxInclusiveAmount, total.PayableRoundingAmount),
    );
  });
});
