import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createCatalog } from "../src/apps/catalog.ts";
import { checkDefinition } from "../src/definitions/check.ts";
import { effectiveDefinition } from "../src/definitions/inherit.ts";
import { parseDefinition } from "../src/definitions/language.ts";
import { HTTP_STATUS } from "../src/errors.ts";

// What the guide says is held against the code: its definitions are checked, its tables are complete.

const ROOT = join(import.meta.dirname, "../..");
const GUIDE = readdirSync(join(ROOT, "docs/guide")).filter((name) => name.endsWith(".md"));
const PAGES = ["README.md", ...GUIDE.map((name) => `docs/guide/${name}`)];
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

// Arguments are checked, nothing is called.
const config = { httpAllow: [], smtpUrl: undefined, mailFrom: "tasks@example.org" };
const catalog = createCatalog({ database: undefined as never, files: undefined as never, config });

const written = PAGES.flatMap((page) =>
  [...read(page).matchAll(/^```yaml\n([^]*?)^```/gm)].map(([, text = ""], index) => ({
    place: `${page}, definition ${index + 1}`,
    // A piece of a definition is shown without its name.
    source: text.startsWith("name:") ? text : `name: Piece\n${text}`,
  })),
);
const known = [...written.map(({ source }) => source), read("examples/order.yaml")].flatMap(
  (source) => parseDefinition(source).document ?? [],
);

test.each(written)("$place is right", ({ source }) => {
  const parsed = parseDefinition(source);
  const parent = known.find(({ name }) => name === parsed.document?.parent);
  const definitions = new Map(known.map(({ name, inputs }) => [name, inputs ?? {}]));
  const chain = parsed.document ? [parsed.document, ...(parent ? [parent] : [])] : [];
  const issues = parsed.document
    ? checkDefinition(parsed, effectiveDefinition(chain), { tools: catalog, definitions, agents: new Set() })
    : [];
  expect([...parsed.issues, ...issues].filter(({ severity }) => severity === "error")).toEqual([]);
});

test.each([
  ["docs/guide/tools.md", "tool", [...catalog.keys()]],
  ["docs/guide/operating.md", "setting", settings()],
  ["docs/guide/api.md", "problem code", Object.keys(HTTP_STATUS)],
])("%s names every %s", (page, _what, names) => {
  const text = read(page);
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  expect(names.length).toBeGreaterThan(5);
});

test("links and pictures within the repository lead somewhere", () => {
  const pages = [...PAGES, "docs/ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#[^)]*)?\)|\bsrc(?:set)?="([^"]+)"/g)]
      .map(([, link = "", picture]) => picture ?? link)
      .filter((target) => target !== "" && !exists(join(ROOT, page, "..", target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

function settings(): string[] {
  const text = read("server/src/config.ts");
  const list = text.slice(text.indexOf("const SETTINGS"), text.indexOf("satisfies Record"));
  return [...list.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name = ""]) => name);
}

function exists(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EISDIR";
  }
}
