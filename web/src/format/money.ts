import { locale } from "../language.ts";

/** US dollars; what a model costs is often less than a cent, and then counts too. */
export function dollars(value: number, of: string | undefined = locale): string {
  const small = value !== 0 && Math.abs(value) < 0.1;
  return new Intl.NumberFormat(of, {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: 2,
    maximumFractionDigits: small ? (Math.abs(value) < 0.001 ? 6 : 4) : 2,
  }).format(value);
}

/** Millionths of a dollar, as journals count. */
export function costOf(micros: number): string {
  return dollars(micros / 1e6);
}
