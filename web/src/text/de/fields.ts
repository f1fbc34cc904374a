import { number } from "../../format/number.ts";
import type { SentenceWords } from "../sentences.ts";
import { forms } from "./forms.ts";

type Fields = Pick<SentenceWords, Extract<keyof SentenceWords, `field.${string}`>>;

/** What is wrong with one field, as the forms of the page say it. */
export const fields: Fields = {
  "field.missing": () => forms.required,
  "field.unknown": ({ names }) => `Das gehört nicht hierher: ${names.join(", ")}.`,
  "field.no_input": ({ input }) => `Eine Eingabe „${input}“ gibt es nicht.`,
  "field.type": ({ expected }) => `Gebraucht wird ${TYPES[expected] ?? expected}.`,
  "field.one_of": ({ values }) => `Einer von diesen Werten: ${values.join(", ")}.`,
  "field.format": ({ format }) => FORMATS[format] ?? `Hat nicht die erwartete Form (${format}).`,
  "field.pattern": ({ pattern }) => forms.pattern(pattern),
  "field.too_short": ({ least }) => forms.minLength(least),
  "field.too_long": ({ most }) => forms.maxLength(most),
  "field.too_few": ({ least }) => forms.minItems(least),
  "field.too_many": ({ most }) => forms.maxItems(most),
  "field.too_small": ({ least }) => forms.minimum(least),
  "field.too_large": ({ most }) => forms.maximum(most),
  "field.file": () => forms.fileNeeded,
  "field.wrong": () => "Das passt so nicht.",
};

const TYPES: Record<string, string> = {
  string: "ein Text",
  number: "eine Zahl",
  integer: "eine ganze Zahl",
  int: "eine ganze Zahl",
  boolean: "ja oder nein",
  array: "eine Liste",
  list: "eine Liste",
  object: "ein Objekt",
  record: "ein Objekt",
  null: "nichts",
};

const FORMATS: Record<string, string> = {
  date: forms.date,
  "date-time": forms.dateTime,
  datetime: forms.dateTime,
  email: forms.email,
  uri: forms.uri,
  url: forms.uri,
  money: forms.money(number(1_250)),
};
