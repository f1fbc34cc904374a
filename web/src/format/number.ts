import { locale as ofReader } from "../language.ts";

export function number(value: number, locale: string | undefined = ofReader): string {
  return new Intl.NumberFormat(locale).format(value);
}

/** "812 B", "4.1 kB", "1.2 GB": powers of ten, as file managers show them. */
export function bytes(value: number, locale: string | undefined = ofReader): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: units[power]!,
    unitDisplay: power === 0 ? "narrow" : "short",
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(value / 1_000 ** power);
}
