import { locale } from "../../language.ts";

/**
 * A number as people of this language write it: "1.250,00" in German is what "1,250.00" is in English. As plain
 * decimals ("1250.00"), or undefined. The plain form itself is read in every language, unless it could mean two things
 * ("1.250" in German is one thousand two hundred and fifty).
 */
export function readNumber(written: string, of: string | undefined = locale): string | undefined {
  const { group, decimal } = separators(of);
  // people write every kind of space between the groups
  const compact = written
    .trim()
    .replace(/[\s\u00A0\u202F’']/g, "")
    .replace(/^\+|\u2212/g, (sign) => (sign === "+" ? "" : "-"));
  const local = new RegExp(`^(-?)(\\d{1,3}(?:\\${group}\\d{3})+|\\d+)(?:\\${decimal}(\\d+))?$`).exec(compact);
  if (local) return plain(local[1]!, local[2]!.replaceAll(group, ""), local[3]);
  const neutral = /^(-?)(\d*)\.(\d+)$/.exec(compact);
  if (neutral) return plain(neutral[1]!, neutral[2]!, neutral[3]);
  return /^-?\d+(\.\d+)?e[+-]?\d+$/i.test(compact) ? compact : undefined;
}

/** "1250.00" as this language writes it, for a field to begin with. */
export function writeNumber(value: string | number, of: string | undefined = locale): string {
  return String(value).replace(".", separators(of).decimal);
}

/** How an amount was understood: "€1,250.00". */
export function amountText(plain: string, currency: string | undefined, of: string | undefined = locale): string {
  const number = Number(plain);
  if (currency === undefined || !isCurrency(currency)) {
    const digits = Math.max(2, plain.split(".")[1]?.length ?? 0);
    const amount = new Intl.NumberFormat(of, {
      minimumFractionDigits: 2,
      maximumFractionDigits: Math.min(20, digits),
    }).format(number);
    return currency ? `${amount} ${currency}` : amount;
  }
  return new Intl.NumberFormat(of, { style: "currency", currency }).format(number);
}

function plain(sign: string, whole: string, fraction: string | undefined): string {
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  return `${sign}${digits}${fraction ? `.${fraction}` : ""}`;
}

function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code);
}

function separators(of: string | undefined): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(of, { useGrouping: true }).formatToParts(1_234_567.8);
  const of_ = (type: string, otherwise: string) => parts.find((part) => part.type === type)?.value ?? otherwise;
  const group = of_("group", ",");
  // spaces are taken out before
  return { group: /\s|[’']/.test(group) ? "," : group, decimal: of_("decimal", ".") };
}
