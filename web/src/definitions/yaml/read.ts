import { type Document, LineCounter, parseDocument } from "yaml";

/** A definition's text as data, and as a tree that knows where each part of it stands. */
export interface ReadYaml {
  text: string;
  document: Document.Parsed;
  value: Record<string, unknown>;
}

export interface BrokenYaml {
  message: string;
  /** counted from 1 */
  line: number;
  column: number;
}

/** Past this, a form would take longer to follow than the text to read. */
export const MOST_FOR_A_FORM = 300_000;

export function readYaml(text: string): ReadYaml | BrokenYaml {
  const lines = new LineCounter();
  // JSON may be indented with tabs, which YAML refuses; a space takes the same room
  const spaced = text.trimStart().startsWith("{") ? text.replaceAll("\t", " ") : text;
  try {
    const document = parseDocument(spaced, {
      keepSourceTokens: true,
      prettyErrors: false,
      strict: true,
      uniqueKeys: true,
      version: "1.2",
      lineCounter: lines,
    });
    const [error] = document.errors;
    if (error) return { message: error.message, ...placeOf(lines, error.pos[0]) };
    const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
    if (value === null || typeof value !== "object" || Array.isArray(value))
      return { message: "name: …", line: 1, column: 1 };
    // shared parts of aliases become parts of their own, as the server takes them
    return { text, document, value: JSON.parse(JSON.stringify(value)) as Record<string, unknown> };
  } catch (error) {
    // nested deeper than the parser can follow, or aliases that multiply
    return { message: error instanceof Error ? error.message : String(error), line: 1, column: 1 };
  }
}

export function isBroken(read: ReadYaml | BrokenYaml): read is BrokenYaml {
  return "line" in read;
}

function placeOf(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return line === 0 ? { line: 1, column: 1 } : { line, column: col };
}
