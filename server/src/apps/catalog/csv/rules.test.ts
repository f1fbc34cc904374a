import { expect, it } from "vitest";
import { KeySet } from "./keyset.ts";
import { VALUE_RULES } from "./rules.ts";

it.each([
  ["email", "Dana@Example.ORG", "dana@example.org"],
  ["email", "mailto:a.b+c@x.co", "a.b+c@x.co"],
  ["email", "dana@example", undefined],
  ["email", "dana example.org", undefined],
  ["email", "a@b.org, c@d.org", undefined],
  ["email", "a@ex..org", undefined],
  ["phone", "(312) 226-2649", "3122262649"],
  ["phone", "0049 (0)30 123456-7", "+49301234567"],
  ["phone", "+1 312.226.2649", "+13122262649"],
  ["phone", "12345", undefined],
  ["phone", "call Dana", undefined],
  ["digits", "GB 123-45", "12345"],
  ["digits", "none", undefined],
  ["title", "JEAN-LUC O'NEIL", "Jean-Luc O'Neil"],
  ["title", "élise müller", "Élise Müller"],
  ["title", "Ronald McDonald", "Ronald McDonald"],
  ["upper", "de", "DE"],
  ["lower", "DE", "de"],
  ["number", "1.234,50 €", "1234.5"],
  ["number", "$1,234.50", "1234.5"],
  ["number", "1,234", "1234"],
  ["number", "12,5", "12.5"],
  ["number", "1'234'567", "1234567"],
  ["number", "1.234.567", "1234567"],
  ["number", "-3.20", "-3.2"],
  ["number", "twelve", undefined],
  ["date", "2026-3-7", "2026-03-07"],
  ["date", "7.3.2026", "2026-03-07"],
  ["date", "2026/12/31", "2026-12-31"],
  ["date", "31.02.2026", undefined],
  ["date", "3/4/2026", undefined],
] as const)("%s of %j is %j", (rule, given, expected) => expect(VALUE_RULES[rule](given)).toBe(expected));

it("a key set knows a hundred thousand keys apart", () => {
  const keys = new KeySet();
  const texts = Array.from({ length: 100_000 }, (_, n) => `key ${n}`);
  expect(texts.filter((text) => keys.add(text))).toHaveLength(100_000);
  expect(texts.filter((text) => keys.add(text))).toEqual([]);
});
