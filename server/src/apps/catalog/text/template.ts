import { ToolError } from "../../tool.ts";
import { FORMATS, type FormatOptions } from "./formats.ts";

/**
 * A text with places in it, and no logic beyond choosing and repeating:
 *   [[ customer.name ]]   [[ total | money EUR ]]   [[ note | default "none" ]]
 *   [[#each lines]] [[index]]. [[.title]] [[/each]]   [[#if paid]] … [[else]] … [[/if]]
 * Inside `each`, a path that begins with a dot starts at the item. {{ }} belongs to definitions and
 * has been evaluated before this sees the text.
 */
export function renderTemplate(
  source: string,
  data: unknown,
  options: FormatOptions & { escape?: (text: string) => string },
): string {
  const root = parse(source);
  let characters = 0;
  const out: string[] = [];
  const put = (text: string) => {
    characters += text.length;
    if (characters > MAX_CHARACTERS)
      throw new ToolError("text_too_large", `The text becomes longer than ${MAX_CHARACTERS} characters.`);
    out.push(text);
  };

  function walk(nodes: Node[], scope: Scope): void {
    for (const node of nodes) {
      if (node.kind === "text") put(node.text);
      else if (node.kind === "value")
        put((options.escape ?? String)(formatted(node, lookUp(node.path, scope), options)));
      else if (node.kind === "if") walk(isTrue(lookUp(node.path, scope)) ? node.body : node.otherwise, scope);
      else {
        const items = lookUp(node.path, scope);
        const list = Array.isArray(items) ? items : isTrue(items) ? [items] : [];
        if (list.length === 0) walk(node.otherwise, scope);
        for (const [index, item] of list.entries()) walk(node.body, { root: scope.root, item, index: index + 1 });
      }
    }
  }

  walk(root, { root: data, item: data, index: 0 });
  return out.join("");
}

const MAX_CHARACTERS = 2_000_000;
const MAX_DEPTH = 50;

interface Scope {
  root: unknown;
  item: unknown;
  index: number;
}

type Node =
  | { kind: "text"; text: string }
  | { kind: "value"; path: string; formats: { name: string; argument: string | undefined }[]; line: number }
  | { kind: "if" | "each"; path: string; body: Node[]; otherwise: Node[] };

interface Open {
  kind: "if" | "each" | "";
  nodes: Node[];
  line: number;
}

function parse(source: string): Node[] {
  const stack: Open[] = [{ kind: "", nodes: [], line: 1 }];
  let line = 1;
  let end = 0;
  const fail = (message: string): never => {
    throw new ToolError("text_template", `Line ${line} of the template: ${message}.`, { details: { line } });
  };
  for (const match of source.matchAll(/\[\[([^[\]]*)\]\]/g)) {
    const before = source.slice(end, match.index);
    line += before.split("\n").length - 1;
    const here = stack.at(-1)!;
    if (before) here.nodes.push({ kind: "text", text: before });
    end = match.index + match[0].length;

    const tag = match[1]!.trim();
    const block = /^#(if|each)\s+(\S+)$/.exec(tag);
    if (block) {
      if (stack.length > MAX_DEPTH) fail(`blocks are nested more than ${MAX_DEPTH} deep`);
      const node = {
        kind: block[1] as "if" | "each",
        path: path(block[2]!) ?? fail(`"${block[2]}" is no path`),
        body: [],
        otherwise: [],
      };
      here.nodes.push(node);
      stack.push({ kind: node.kind, nodes: node.body, line });
    } else if (tag === "else") {
      const parent = stack.at(-2)?.nodes.at(-1);
      if (!parent || !("otherwise" in parent) || here.nodes === parent.otherwise)
        return fail("[[else]] belongs between [[#if …]] or [[#each …]] and its end");
      here.nodes = parent.otherwise;
    } else if (tag.startsWith("/")) {
      if (here.kind === "" || tag.slice(1) !== here.kind)
        fail(here.kind === "" ? `[[${tag}]] closes nothing` : `[[/${here.kind}]] is expected here, not [[${tag}]]`);
      stack.pop();
    } else {
      here.nodes.push(
        value(tag, line) ??
          fail(
            `[[${tag}]] is not understood. Write a path such as [[ customer.name ]], with | and a format behind it if needed`,
          ),
      );
    }
  }
  const open = stack.at(-1)!;
  if (open.kind !== "") {
    line = open.line;
    fail(`[[#${open.kind} …]] is never closed; write [[/${open.kind}]]`);
  }
  open.nodes.push({ kind: "text", text: source.slice(end) });
  return open.nodes;
}

function value(tag: string, line: number): Node | undefined {
  const [first = "", ...rest] = tag.split("|").map((part) => part.trim());
  const found = path(first);
  const formats = rest.map((part) => {
    const [, name = "", quoted, plain] = /^([a-z]+)(?:\s+(?:"([^"]*)"|(\S+)))?$/.exec(part) ?? [];
    return { name, argument: quoted ?? plain };
  });
  const known = formats.every(({ name }) => name === "default" || Object.hasOwn(FORMATS, name));
  return found === undefined || !known ? undefined : { kind: "value", path: found, formats, line };
}

function path(text: string): string | undefined {
  return /^(\.|\.?[\p{L}_@#$][\p{L}\p{N}_@#$-]*(\.[\p{L}\p{N}_@#$-]+)*)$/u.test(text) ? text : undefined;
}

/** Own properties only. */
function lookUp(text: string, { root, item, index }: Scope): unknown {
  if (text === ".") return item;
  if (text === "index") return index;
  let value = text.startsWith(".") ? item : root;
  for (const name of text.replace(/^\./, "").split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function isTrue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function formatted(
  { path: from, formats, line }: Extract<Node, { kind: "value" }>,
  given: unknown,
  options: FormatOptions,
): string {
  let current = given;
  for (const { name, argument } of formats) {
    if (name === "default") {
      current = current === undefined || current === null || current === "" ? (argument ?? "") : current;
      continue;
    }
    if (current === undefined || current === null) continue;
    try {
      current = FORMATS[name as keyof typeof FORMATS](current, argument, options);
    } catch (cause) {
      throw new ToolError(
        "text_format",
        `Line ${line} of the template: ${from} cannot be written as ${name}: ${(cause as Error).message}.`,
        { cause },
      );
    }
  }
  if (current === undefined || current === null) return "";
  return typeof current === "string" ? current : JSON.stringify(current);
}
