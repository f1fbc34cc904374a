import type { Tool } from "../../apps/tool.ts";

/**
 * The tools that a few words are about, best first. A word counts for more the fewer tools know it, and in
 * a name for more than in a description. The same tools and words always give the same answer.
 */
export function findTools(tools: readonly Tool[], words: string, most: number): Tool[] {
  const asked = new Set(wordsOf(words));
  if (asked.size === 0) return [];
  const known = new Map([...asked].map((word) => [word, tools.filter((tool) => weightOf(tool, word) > 0).length]));
  const scored = tools.map((tool) => {
    let score = 0;
    for (const word of asked) score += weightOf(tool, word) * Math.log(1 + tools.length / (known.get(word)! + 0.5));
    // Of two that know the same words, the shorter name says less besides.
    return { tool, score: score / Math.sqrt(2 + textOf(tool).nameWords) };
  });
  return scored
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || (a.tool.name < b.tool.name ? -1 : 1))
    .slice(0, most)
    .map(({ tool }) => tool);
}

interface ToolText {
  /** what each of its words counts for */
  weights: Map<string, number>;
  nameWords: number;
}

const IN_NAME = 4;
const IN_TITLE = 2;
const IN_DESCRIPTION = 1;
/** The first sentences say what it does; what follows are details and links. */
const MOST_DESCRIPTION_CHARS = 300;

const texts = new WeakMap<Tool, ToolText>();

function textOf(tool: Tool): ToolText {
  let text = texts.get(tool);
  if (!text) {
    const name = wordsOf(tool.name);
    const weights = new Map<string, number>();
    const add = (words: string[], weight: number) => {
      for (const word of words) weights.set(word, Math.max(weights.get(word) ?? 0, weight));
    };
    add(wordsOf(tool.description.slice(0, MOST_DESCRIPTION_CHARS)), IN_DESCRIPTION);
    add(wordsOf(tool.title), IN_TITLE);
    add(name, IN_NAME);
    text = { weights, nameWords: name.length };
    texts.set(tool, text);
  }
  return text;
}

function weightOf(tool: Tool, word: string): number {
  return textOf(tool).weights.get(word) ?? 0;
}

/** "listForOrgs" and "list-for-org" are the same words; so are one issue and several. */
function wordsOf(text: string): string[] {
  return text
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1 && !EMPTY.has(word))
    .map((word) => (word.length > 3 ? word.replace(/(?<=s)es$|(?<=[^s])s$/u, "") : word));
}

const EMPTY: ReadonlySet<string> = new Set(
  "an and are as at be by can do for from if in into is it its no not of on or so some that the then this to use using was what when which who will with you your".split(
    " ",
  ),
);
