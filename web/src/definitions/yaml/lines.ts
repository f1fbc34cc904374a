export function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

/** Where the line break of this line stands, or the end of the text. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

export function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

export function isFirstOnLine(text: string, at: number): boolean {
  return text.slice(lineStart(text, at), at).trim() === "";
}

/** Where the comment begins that stands directly above, at the same column; else `at`'s own line. */
export function withCommentAbove(text: string, at: number): number {
  const column = columnOf(text, at);
  let start = lineStart(text, at);
  while (start > 0) {
    const above = lineStart(text, start - 1);
    const line = text.slice(above, start - 1);
    if (!line.trimStart().startsWith("#") || line.length - line.trimStart().length !== column) break;
    start = above;
  }
  return start;
}

export function indented(block: string, columns: number): string {
  const pad = " ".repeat(columns);
  return block
    .split("\n")
    .map((line) => (line === "" ? line : pad + line))
    .join("\n");
}

/** The block as it would stand at column 0; a line that stands further left loses what it has. */
export function dedented(block: string, columns: number): string {
  return block
    .split("\n")
    .map((line) => line.slice(Math.min(columns, line.length - line.trimStart().length)))
    .join("\n");
}
