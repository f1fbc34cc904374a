import { jsonText } from "../db/database.ts";

/**
 * A value from outside as the journal will give it back: PostgreSQL holds neither U+0000 nor half a surrogate
 * pair. The same before and after a crash, and a text that can be a question's or a title.
 */
export function asKept<T>(value: T, text = JSON.stringify(value)): T {
  return /\\u0000|\\ud/.test(text) ? (JSON.parse(jsonText(value)) as T) : value;
}
