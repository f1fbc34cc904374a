import { parseDocument } from "yaml";
import { asBlock } from "./render.ts";

/** A value as its field shows it. A text is shown bare where that reads back as the same text. */
export function writeValue(value: unknown): string {
  return value === undefined ? "" : asBlock(value);
}

/** What is written in a field for any value: YAML, or a bare `{{ … }}`, which YAML would take for a mapping. */
export function readValue(written: string): { value: unknown } | { problem: string } {
  const bare = written.trim();
  if (/^\{\{[^]*\}\}$/.test(bare)) return { value: bare };
  try {
    const document = parseDocument(written, { prettyErrors: false, version: "1.2" });
    const [error] = document.errors;
    // "{{ inputs.name }}.csv" is a text, though YAML takes its braces for a mapping
    if (error && bare.startsWith("{{")) return { value: bare };
    if (error) return { problem: error.message };
    return { value: JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: 100 }) ?? null)) as unknown };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
