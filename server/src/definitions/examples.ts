import type { DefinitionExample } from "@taskwright/api/definition.ts";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseDefinition } from "./language.ts";

/** They come with the program, in the folder of that name. */
export const EXAMPLES = fileURLToPath(new URL("../../../examples/", import.meta.url));

/** In an order in which each finds those it starts. */
export async function readExamples(): Promise<DefinitionExample[]> {
  const files = (await readdir(EXAMPLES)).filter((name) => name.endsWith(".yaml")).toSorted();
  const sources = await Promise.all(files.map(async (file) => await readFile(join(EXAMPLES, file), "utf8")));
  return sources
    .toSorted((a, b) => Number(startsOthers(a)) - Number(startsOthers(b)))
    .map((source) => {
      const { document } = parseDefinition(source);
      return {
        name: document?.name ?? "",
        description: document?.description ?? null,
        category: document?.category ?? null,
        source,
      };
    });
}

function startsOthers(source: string): boolean {
  return /^\s*(- )?(task|parent):/m.test(source);
}
