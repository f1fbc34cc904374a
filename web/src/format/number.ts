import { locale as ofReader } from "../language.ts";

export function number(value: number, locale: string | undefined = ofReader): string {
  const key = locale ?? "";
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.NumberFormat(locale)));
  return format.format(value);
}
const formats = new Map<string, Intl.NumberFormat>();

const MOST_PLACES = 6;

/** The most decimal places that a number of these has. */
export function placesOf(values: readonly unknown[]): number {
  const places = values.map((value) =>
    typeof value === "number" ? (/\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0) : 0,
  );
  return Math.min(MOST_PLACES, Math.max(0, ...places));
}

/** As amounts stand below each other. A whole number among whole ones may be a year or an invoice: it stays as it is. */
export function numberAmong(value: number, places: number, locale: string | undefined = ofReader): string {
  if (places === 0 || !Number.isFinite(value)) return String(value);
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  }).format(value);
}

/** "812 B", "4.1 kB", "1.2 GB": powers of ten, as file managers show them. */
export function bytes(value: number, locale: string | undefined = ofReader): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  // what languages make of a single one is "812 byte" or "812B"
  if (power === 0) return `${number(value, locale)} B`;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: units[power]!,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(value / 1_000 ** power);
}
