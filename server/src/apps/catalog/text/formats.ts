export interface FormatOptions {
  /** such as "de-DE" */
  locale: string;
  /** such as "Europe/Berlin" */
  timezone: string;
}

type Format = (value: unknown, argument: string | undefined, options: FormatOptions) => string;

/** How a template's values are written, by the reader's language. */
export const FORMATS = {
  money: (value, currency = "EUR", { locale }) =>
    new Intl.NumberFormat(locale, { style: "currency", currency }).format(number(value)),
  number: (value, digits, { locale }) =>
    new Intl.NumberFormat(
      locale,
      digits === undefined ? {} : { minimumFractionDigits: Number(digits), maximumFractionDigits: Number(digits) },
    ).format(number(value)),
  percent: (value, digits = "0", { locale }) =>
    new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: Number(digits) }).format(number(value)),
  date: (value, style = "medium", options) => dated(value, { dateStyle: style as "medium" }, options),
  time: (value, style = "short", options) => dated(value, { timeStyle: style as "short" }, options),
  datetime: (value, style = "medium", options) =>
    dated(value, { dateStyle: style as "medium", timeStyle: "short" }, options),
  upper: (value, _, { locale }) => String(value).toLocaleUpperCase(locale),
  lower: (value, _, { locale }) => String(value).toLocaleLowerCase(locale),
  trim: (value) => String(value).trim(),
  join: (value, separator = ", ") => (Array.isArray(value) ? value.map(String).join(separator) : String(value)),
  json: (value) => JSON.stringify(value, null, 2),
} satisfies Record<string, Format>;

function number(value: unknown): number {
  const result = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof result !== "number" || !Number.isFinite(result))
    throw new Error(`"${String(value).slice(0, 50)}" is not a number`);
  return result;
}

function dated(value: unknown, style: Intl.DateTimeFormatOptions, { locale, timezone }: FormatOptions): string {
  const time = new Date(value as string | number);
  if (Number.isNaN(time.getTime())) throw new Error(`"${String(value).slice(0, 50)}" is not a date`);
  // a day without a time is that day everywhere
  const timeZone = typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) ? "UTC" : timezone;
  return new Intl.DateTimeFormat(locale, { ...style, timeZone }).format(time);
}
