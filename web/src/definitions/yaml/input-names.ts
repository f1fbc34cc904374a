/** Where a text names an input: from and to are those of its name alone. */
export interface Named {
  from: number;
  to: number;
}

/** Stands in for a character of quoting that is not part of what is quoted; see `unquoted`. */
export const NOTHING = "\u0000";

const WORD = /[\w$]/;
const INPUT = /(?:\$\$\s*\.\s*)?inputs\s*\.\s*(`?)([A-Za-z_]\w*)\1/y;

/**
 * The places where the `{{ … }}` of a text name an input; with `isBare` all of it is one expression,
 * as conditions may be. Inside of filters and of what is mapped over, `inputs` is a member of what is
 * at hand, and only `$$.inputs` speaks of ours.
 */
export function namesOfInput(text: string, name: string, isBare: boolean): Named[] {
  const found: Named[] = [];
  if (isBare && !text.includes("{{")) {
    scan(text, 0, name, found);
    return found;
  }
  for (let open = text.indexOf("{{"); open >= 0;) {
    const within: Named[] = [];
    const close = scan(text, open + 2, name, within);
    if (close < 0) break;
    found.push(...within);
    open = text.indexOf("{{", close);
  }
  return found;
}

interface Bracket {
  closes: string;
  /** whether `inputs` inside it is one of ours */
  isRoot: boolean;
}

/** Goes through one expression. Gives where its `}}` ends; -1 where there is none. */
function scan(text: string, from: number, name: string, found: Named[]): number {
  const open: Bracket[] = [];
  // whether a value may begin here; behind one, a bracket is a filter and a slash a division
  let expectsValue = true;
  let last = "";
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    if (char === NOTHING || /\s/.test(char)) continue;
    if (char === '"' || char === "'" || char === "`") {
      at = stringEnd(text, at, char);
      expectsValue = false;
    } else if (char === "/" && text[at + 1] === "*") {
      const end = text.indexOf("*/", at + 2);
      if (end < 0) return -1;
      at = end + 1;
      continue;
    } else if (char === "/" && expectsValue) {
      at = patternEnd(text, at);
      expectsValue = false;
    } else if (WORD.test(char)) {
      const isRoot = open.every((bracket) => bracket.isRoot);
      const named = last === "." ? undefined : inputAt(text, at);
      if (named && named.name === name && (isRoot || named.fromRoot)) found.push(named);
      let end = at;
      while (end < text.length && WORD.test(text[end]!)) end++;
      const word = text.slice(at, end);
      at = end - 1;
      expectsValue = last !== "." && (word === "and" || word === "or" || word === "in");
      last = word === "function" ? "function" : "word";
      continue;
    } else if (char === "(" || char === "[" || char === "{") {
      const isFilter = char === "[" && !expectsValue;
      const isGroup = char === "{" && !expectsValue && last !== "parameters";
      open.push({ closes: closing(char, last), isRoot: !isFilter && !isGroup && last !== "." });
      expectsValue = true;
      last = char;
      continue;
    } else if (char === ")" || char === "]" || char === "}") {
      const bracket = open.pop();
      if (!bracket) return char === "}" && text[at + 1] === "}" ? at + 2 : -1;
      expectsValue = false;
      last = bracket.closes;
      continue;
    } else {
      expectsValue = true;
    }
    last = char;
  }
  return -1;
}

/** What a closed bracket is to what follows: the body of a function begins behind its parameters. */
function closing(char: string, before: string): string {
  return char === "(" && (before === "function" || before === "λ") ? "parameters" : "value";
}

function inputAt(text: string, at: number): (Named & { name: string; fromRoot: boolean }) | undefined {
  INPUT.lastIndex = at;
  const match = INPUT.exec(text);
  if (!match) return undefined;
  const name = match[2]!;
  const to = at + match[0].length - match[1]!.length;
  return { name, from: to - name.length, to, fromRoot: match[0].startsWith("$") };
}

function stringEnd(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === quote) return at;
    if (text[at] === "\\" && quote !== "`")
      do at++;
      while (text[at] === NOTHING);
  }
  return text.length;
}

function patternEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from + 1; at < text.length; at++) {
    const char = text[at]!;
    if (char === "\\")
      do at++;
      while (text[at] === NOTHING);
    else if ("([{".includes(char)) depth++;
    else if (")]}".includes(char)) depth--;
    else if (char === "/" && depth === 0) return at;
  }
  return text.length;
}
