import type { ArgsDef } from "citty";
import { usageError } from "./exit.ts";
import { nearest } from "./suggest.ts";

/**
 * Refuses what citty would silently let pass: unknown flags, flags without their value, a flag given
 * twice, and more words than the command takes.
 */
export function checkFlags(rawArgs: readonly string[], args: ArgsDef, repeatable: readonly string[] = []): void {
  const seen = new Set<string>();
  const words: string[] = [];
  for (let i = 0; i < rawArgs.length; i++) {
    const raw = rawArgs[i]!;
    if (raw === "--") {
      words.push(...rawArgs.slice(i + 1));
      break;
    }
    if (!raw.startsWith("-") || raw === "-") {
      words.push(raw);
      continue;
    }
    const [typed, value] = split(raw);
    const flag = flagOf(typed, args);
    const kind = args[flag]!.type;
    if (seen.has(flag) && !repeatable.includes(flag)) throw usageError(`--${flag} is given twice. Give it once.`);
    seen.add(flag);
    if (kind === "boolean") {
      if (value !== undefined) throw usageError(`--${flag} takes no value. Write --${flag} or --no-${flag}.`);
    } else if (value === undefined) {
      const next = rawArgs[++i];
      if (next === undefined) throw usageError(`--${flag} needs a value: --${flag} <${hintOf(flag, args)}>.`);
    }
  }
  const places = placesOf(args, repeatable);
  if (words.length > places) throw usageError(`"${words[places]}" is one word too many.`, quoteHint(words, places));
}

/** How many words it takes; a word that may be repeated takes all that follow. */
function placesOf(args: ArgsDef, repeatable: readonly string[]): number {
  const words = Object.entries(args).filter(([, arg]) => arg.type === "positional");
  return words.some(([name]) => repeatable.includes(name)) ? Infinity : words.length;
}

/** Every value given for a flag that may be repeated, in order. */
export function repeated(rawArgs: readonly string[], flag: string, alias: string): string[] {
  const values: string[] = [];
  for (let i = 0; i < rawArgs.length; i++) {
    const raw = rawArgs[i]!;
    if (raw === "--") break;
    const [typed, value] = split(raw);
    if (typed !== `--${flag}` && typed !== `-${alias}`) continue;
    const given = value ?? rawArgs[++i];
    if (given !== undefined) values.push(given);
  }
  return values;
}

/** Reads a flag's whole number, or says what to write. */
export function wholeNumber(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d+$/.test(text)) throw usageError(`${flag} is a whole number, not "${text}".`);
  return Number(text);
}

/** Reads the number of a task, a request or a file: 812 or #812. */
export function idOf(noun: string, text: string): number {
  const digits = text.replace(/^#/, "");
  if (!/^[1-9]\d{0,15}$/.test(digits))
    throw usageError(`A ${noun} is named by its number, such as 812, not "${text}".`);
  return Number(digits);
}

function split(raw: string): [string, string | undefined] {
  const at = raw.indexOf("=");
  return at < 0 || !raw.startsWith("-") ? [raw, undefined] : [raw.slice(0, at), raw.slice(at + 1)];
}

function flagOf(typed: string, args: ArgsDef): string {
  const name = typed.replace(/^--?/, "");
  const flags = Object.entries(args).filter(([, arg]) => arg.type !== "positional");
  for (const [flag, arg] of flags) {
    if (typed === `--${flag}`) return flag;
    if (arg.type === "boolean" && typed === `--no-${flag}`) return flag;
    const aliases = "alias" in arg ? [arg.alias].flat() : [];
    if (typed === `-${name}` && aliases.includes(name)) return flag;
  }
  const names = flags.flatMap(([flag, arg]) => (arg.type === "boolean" ? [flag, `no-${flag}`] : [flag]));
  const near = nearest(name, names).map((flag) => `--${flag}`);
  const hint = near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "See --help for the flags of this command.";
  throw usageError(`There is no flag ${typed} here.`, hint);
}

function hintOf(flag: string, args: ArgsDef): string {
  const arg = args[flag]!;
  return arg.valueHint ?? flag;
}

function quoteHint(words: readonly string[], places: number): string {
  return places === 0
    ? "This command takes flags only; see --help."
    : `A name with spaces is written in quotes: "${words.join(" ")}".`;
}
