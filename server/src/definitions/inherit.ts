import type { Control, DefinitionDocument } from "@taskwright/api/language.ts";

/** These a child adds to, name by name; `controls` it adds to as well, or it could lift what a parent forbids. */
const MERGED = ["inputs", "outputs"] as const;
/** What a definition is called, and what it falls back to, are its own. */
const OWN = new Set(["name", "parent"]);

export interface EffectiveDefinition {
  document: DefinitionDocument;
  /** top-level key, key of inputs and outputs ("inputs.limit"), or control ("controls.2") -> the definition it comes from */
  inherited: Record<string, string>;
}

/** What a definition amounts to with everything that its parents give. `chain`: itself first. */
export function effectiveDefinition(chain: DefinitionDocument[]): EffectiveDefinition {
  const [own, ...parents] = chain;
  if (!own) throw new Error("a definition is the first of its own chain");
  const document: Record<string, unknown> = { ...own };
  const inherited: Record<string, string> = {};
  for (const parent of parents) {
    for (const [key, value] of Object.entries(parent)) {
      if (OWN.has(key)) continue;
      if (!Object.hasOwn(document, key)) {
        document[key] = value;
        inherited[key] = parent.name;
      } else if ((MERGED as readonly string[]).includes(key)) {
        document[key] = merged(document[key], value, (name) => {
          inherited[`${key}.${name}`] = parent.name;
        });
      } else if (key === "controls") {
        document[key] = joined(document[key] as Control[], value as Control[], (index) => {
          inherited[`${key}.${index}`] = parent.name;
        });
      }
    }
  }
  return { document: document as unknown as DefinitionDocument, inherited };
}

/** The parent's names come first, as they would in a form. */
function merged(own: unknown, parent: unknown, takes: (name: string) => void): Record<string, unknown> {
  const result: Record<string, unknown> = { ...(parent as object) };
  for (const name of Object.keys(result)) {
    if (!Object.hasOwn(own as object, name)) takes(name);
  }
  return Object.assign(result, own);
}

function joined(own: Control[], parent: Control[], takes: (index: number) => void): Control[] {
  const known = new Set(own.map((control) => JSON.stringify(control)));
  const result = [...own];
  for (const control of parent) {
    if (known.has(JSON.stringify(control))) continue;
    takes(result.length);
    result.push(control);
  }
  return result;
}
