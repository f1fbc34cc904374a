/** What a value should look like. Each gives the value in its one spelling, or undefined: it is none. */
export const VALUE_RULES = {
  lower: (text: string) => text.toLowerCase(),
  upper: (text: string) => text.toUpperCase(),
  title: titleCase,
  digits: (text: string) => text.replace(/\D/g, "") || undefined,
  email,
  phone,
  number: decimal,
  date,
} satisfies Record<string, (text: string) => string | undefined>;

export type ValueRule = keyof typeof VALUE_RULES;

export const RULE_NAMES = Object.keys(VALUE_RULES) as [ValueRule, ...ValueRule[]];

/** Only for what is all capitals or all small: "McDonald" and "van Dyck" were written by someone who knew. */
function titleCase(text: string): string {
  if (text !== text.toUpperCase() && text !== text.toLowerCase()) return text;
  return text
    .toLowerCase()
    .replace(/(^|[\s\-'’./(])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}

function email(text: string): string | undefined {
  const address = text.replace(/^mailto:/i, "").toLowerCase();
  return /^[^\s@,;<>"]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,63}$/u.test(address) &&
    !address.includes("..")
    ? address
    : undefined;
}

/** Digits, behind a + if it is international. */
function phone(text: string): string | undefined {
  if (/[\p{L}]/u.test(text.replace(/(?:ext|x)\.?\s*\d+$/i, ""))) return undefined;
  const international = text.replace(/^\s*00/, "+").replace(/\(0\)/, "");
  const digits = international.replace(/\D/g, "");
  if (digits.length < 7 || digits.length > 15) return undefined;
  return (international.trimStart().startsWith("+") ? "+" : "") + digits;
}

/** "1.234,50 €", "$1,234.50" and "1 234.5" alike. A single separator with three digits behind it groups thousands. */
function decimal(text: string): string | undefined {
  const bare = text.replace(/[\s\u00a0\u202f'’]|[$€£¥]|\b[A-Z]{3}\b/g, "");
  if (!/^[+-]?\d[\d.,]*$/.test(bare)) return undefined;
  const mark = Math.max(bare.lastIndexOf("."), bare.lastIndexOf(","));
  const other = bare[mark] === "." ? "," : ".";
  const isGroup =
    mark >= 0 &&
    (bare.split(bare[mark]!).length > 2 || (!bare.includes(other) && bare[mark] === "," && bare.length - mark === 4));
  const plain =
    mark < 0 || isGroup
      ? bare.replace(/[.,]/g, "")
      : `${bare.slice(0, mark).replace(/[.,]/g, "")}.${bare.slice(mark + 1)}`;
  const value = Number(plain);
  return Number.isFinite(value) ? String(value) : undefined;
}

/** Year first, or with dots day first. 3/4/2026 means two days, so it is none. */
function date(text: string): string | undefined {
  const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  const dayFirst = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  const [year, month, day] = yearFirst ? yearFirst.slice(1) : dayFirst ? dayFirst.slice(1).reverse() : [];
  if (!year || !month || !day) return undefined;
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const time = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(iso) ? iso : undefined;
}
