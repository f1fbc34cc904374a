import { expect, test } from "vitest";
import { amountText, readNumber, writeNumber } from "./amount.ts";

test.each<[string, string, string | undefined]>([
  ["en", "1250", "1250"],
  ["en", "1,250.00", "1250.00"],
  ["en", " 12.5 ", "12.5"],
  ["en", ".5", "0.5"],
  ["en", "-1,234,567.8", "-1234567.8"],
  ["en", "−3", "-3"],
  ["en", "007", "7"],
  ["en", "1e3", "1e3"],
  // a comma is no decimal point here, and must not be taken for one, nor for thousands
  ["en", "1,5", undefined],
  ["en", "12,50", undefined],
  ["en", "1,25,000", undefined],
  ["en", "1 250.00", "1250.00"],
  ["en", "12 apples", undefined],
  ["de", "1.250,00", "1250.00"],
  ["de", "12,5", "12.5"],
  ["de", "12.50", "12.50"],
  ["de", "1.250", "1250"],
  ["de", "1,250.00", undefined],
  ["fr", "1 250,5", "1250.5"],
  ["de-CH", "1’250.50", "1250.50"],
])("in %s %j is %s", (language, written, value) => expect(readNumber(written, language)).toBe(value));

test("what a field begins with is read back as it was", () => {
  for (const language of ["en", "de", "fr"])
    expect(readNumber(writeNumber("1250.75", language), language)).toBe("1250.75");
});

test("an amount says how it was understood, with its currency", () => {
  expect(amountText("1250.5", "EUR", "en")).toBe("€1,250.50");
  expect(amountText("1250.5", "EUR", "de")).toMatch(/^1\.250,50\s€$/);
  expect(amountText("1250.5", undefined, "en")).toBe("1,250.50");
  expect(amountText("3", "credits", "en")).toBe("3.00 credits");
});
