import { expect, test } from "vitest";
import { type Language, localeOf } from "./language.ts";

test.each<[Language, string[], string]>([
  ["en", ["en-GB", "en"], "en-GB"],
  ["en", ["de-DE", "en-US"], "en-US"],
  ["de", ["en-GB"], "de"],
  ["de", ["de-AT", "de"], "de-AT"],
  ["en", ["en-US@posix"], "en"],
  ["en", ["en-US@posix", "en-US"], "en-US"],
])("%s for a browser that asks for %j writes its numbers as %j", (language, asked, locale) => {
  expect(localeOf(language, asked)).toBe(locale);
});
