import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { expect, test } from "vitest";

/** Whatever a person reads comes from text.ts, or the second language has a hole. */

const SOURCES = fileURLToPath(new URL("../", import.meta.url));
/** samples and names of code */
const EXEMPT = ["design/"];
/** attributes that are read or read out */
const READ = new Set(["title", "label", "aria-label", "placeholder", "alt", "hint", "heading", "empty", "content"]);
/** names, units and formats that are the same everywhere */
const SAME = new Set(["YAML", "JSON", "kB", "ms", "role:approver", "role:operator"]);

test("no page holds a sentence of its own", () => {
  const files = globSync("**/*.tsx", { cwd: SOURCES }).filter((file) => !EXEMPT.some((room) => file.startsWith(room)));
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((file) => literalsOf(file, readFileSync(`${SOURCES}${file}`, "utf8")))).toEqual([]);
});

test.each([
  ["<p>Save first</p>", ["Save first"]],
  ["<p>{text.save}, {count}</p>", []],
  ["<p>{'Save first'}</p>", ["Save first"]],
  ["<p>{busy ? 'Saving' : text.save}</p>", ["Saving"]],
  ["<p>{busy && `Saving ${" + "name}`}</p>", ["Saving "]],
  ['<Icon title="Save first" size="md" />', ["Save first"]],
  ['<p className="flex gap-2" role="status">–</p>', []],
  ["<p>{find('name')}</p>", []],
])("in %s it sees %j", (source, found) => {
  expect(literalsOf("sample.tsx", source)).toEqual(found.map((words) => `sample.tsx: ${words}`));
});

type Node = Record<string, unknown> & { type?: string };

function literalsOf(file: string, source: string): string[] {
  const found: string[] = [];
  walk(parseSync(file, source).program, (node) => {
    if (node.type === "JSXText") found.push(String(node.value));
    if (node.type === "JSXElement")
      for (const child of node.children as Node[])
        if (child.type === "JSXExpressionContainer") found.push(...shown(child.expression as Node));
    if (node.type === "JSXAttribute" && READ.has(String((node.name as Node).name)) && node.value) {
      const value = node.value as Node;
      found.push(...shown(value.type === "JSXExpressionContainer" ? (value.expression as Node) : value));
    }
  });
  return found.filter(isSentence).map((words) => `${file}: ${words.trim() === words ? words : words.trimStart()}`);
}

/** The literals that an expression may come to; what a call is given is not shown. */
function shown(node: Node): string[] {
  if (node.type === "Literal") return [String(node.value)];
  if (node.type === "TemplateLiteral")
    return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
  if (node.type === "ConditionalExpression")
    return [...shown(node.consequent as Node), ...shown(node.alternate as Node)];
  if (node.type === "LogicalExpression") return [...shown(node.left as Node), ...shown(node.right as Node)];
  return [];
}

function isSentence(words: string): boolean {
  return /\p{L}{2,}/u.test(words) && !SAME.has(words.trim()) && !/^(true|false|null)$/.test(words);
}

function walk(node: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(node)) return node.forEach((one) => walk(one, visit));
  if (typeof node !== "object" || node === null) return;
  visit(node as Node);
  for (const value of Object.values(node)) walk(value, visit);
}
