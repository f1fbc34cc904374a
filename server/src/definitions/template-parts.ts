import { ExpressionError } from "./expression-error.ts";

/** A piece of a template: text as it stands, or the inside of one `{{ … }}` at `offset` in the text. */
export type TemplatePart = { text: string } | { expression: string; offset: number };

/**
 * Cuts a text at its `{{ … }}`. Braces inside an expression's strings, comments, regular
 * expressions and object constructors do not end it: `{{ {"a": {"b": "}}"}} }}` is one expression.
 */
export function templateParts(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf("{{", from);
    if (open < 0) break;
    if (open > from) parts.push({ text: text.slice(from, open) });
    const close = expressionEnd(text, open + 2);
    if (close < 0) {
      throw new ExpressionError('"{{" has no matching "}}"', { source: text.slice(open), position: 0 });
    }
    parts.push({ expression: text.slice(open + 2, close), offset: open + 2 });
    from = close + 2;
  }
  if (from < text.length || parts.length === 0) parts.push({ text: text.slice(from) });
  return parts;
}

function expressionEnd(text: string, from: number): number {
  let depth = 0;
  // whether a value may begin here, which makes "/" a regular expression instead of a division
  let expectsValue = true;
  for (let at = from; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '"' || char === "'" || char === "`") {
      at = stringEnd(text, at);
      expectsValue = false;
    } else if (char === "/" && text[at + 1] === "*") {
      at = commentEnd(text, at);
    } else if (char === "/" && expectsValue) {
      at = regexEnd(text, at);
      expectsValue = false;
    } else if (char === "{") {
      depth++;
      expectsValue = true;
    } else if (char === "}") {
      if (depth === 0) return text[at + 1] === "}" ? at : -1;
      depth--;
      expectsValue = false;
    } else if (!/\s/.test(char)) {
      expectsValue = !/[\w$)\]]/.test(char) && char < "\u0080";
      if (!expectsValue && /(^|[^\w$.])(and|or|in)$/.test(text.slice(Math.max(from, at - 3), at + 1))) {
        expectsValue = !/\w/.test(text[at + 1] ?? "");
      }
    }
  }
  return -1;
}

function stringEnd(text: string, from: number): number {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === quote) return at;
    if (text[at] === "\\" && quote !== "`") at++;
  }
  return text.length;
}

function commentEnd(text: string, from: number): number {
  const end = text.indexOf("*/", from + 2);
  return end < 0 ? text.length : end + 1;
}

/** JSONata's own rule: the first slash that is not escaped and stands outside of every bracket. */
function regexEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from + 1; at < text.length; at++) {
    const char = text[at] as string;
    if (char === "\\") at++;
    else if ("([{".includes(char)) depth++;
    else if (")]}".includes(char)) depth--;
    else if (char === "/" && depth === 0) return at;
  }
  return text.length;
}
