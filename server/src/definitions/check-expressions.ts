import type { DefinitionDocument } from "@taskwright/api/language.ts";
import { conditionSource, ExpressionError, parseExpression } from "./expression.ts";
import type { Findings } from "./findings.ts";
import type { Path } from "./places.ts";
import { type Reference, referencesOf } from "./references.ts";
import { didYouMean } from "./suggest.ts";
import { templateParts } from "./template-parts.ts";

/** What an expression at some place of the definition can see. */
export interface Sight {
  roots: readonly string[];
  /** ids of the steps whose results are there; null: none are, nor will be */
  steps: ReadonlySet<string> | null;
  /** why a known step is not among them */
  whyNot?: (id: string) => string;
}

/** Reads the expressions of a definition, and looks whether what they name is there. */
export class ExpressionCheck {
  readonly #inputs: Record<string, unknown>;
  readonly #findings: Findings;

  constructor(document: DefinitionDocument, findings: Findings) {
    this.#inputs = document.inputs ?? {};
    this.#findings = findings;
  }

  /** Returns whether the value is free of expressions: it is what it will be. */
  template(value: unknown, path: Path, sight: Sight): boolean {
    if (typeof value === "string") return this.#text(value, path, sight);
    if (value === null || typeof value !== "object") return true;
    let constant = true;
    for (const [key, member] of Object.entries(value)) {
      const part = Array.isArray(value) ? Number(key) : key;
      constant = this.template(member, [...path, part], sight) && constant;
    }
    return constant;
  }

  condition(source: string | undefined, path: Path, sight: Sight): void {
    if (source === undefined) return;
    if (source.includes("{{")) this.#text(source, path, sight);
    else this.#expression(source, path, sight, "");
    this.#guarded(path, source, "", () => conditionSource(source));
  }

  #text(text: string, path: Path, sight: Sight): boolean {
    if (!text.includes("{{")) return true;
    this.#guarded(path, text, "", () => {
      for (const part of templateParts(text)) {
        if ("expression" in part) this.#expression(part.expression, path, sight, "{{");
      }
    });
    return false;
  }

  #expression(source: string, path: Path, sight: Sight, before: "{{" | ""): void {
    this.#guarded(path, source, before, () => {
      for (const reference of referencesOf(parseExpression(source).ast)) {
        const wrong = this.#wrongWith(reference, sight);
        if (!wrong) continue;
        const position = before.length + reference.position;
        const length = reference.names.slice(0, 2).join(".").length;
        this.#findings.errorInText(path, { text: before + source, position, length }, wrong);
      }
    });
  }

  /** `before` is what precedes the expression in the text, which tells it from the same letters elsewhere. */
  #guarded(path: Path, source: string, before: string, read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const position = before.length + Math.max(0, (error.position ?? 0) - 1);
      const where = source.trim() === "" ? "" : ` (in ${shortened(source)})`;
      this.#findings.errorInText(path, { text: before + error.source, position }, error.message + where);
    }
  }

  #wrongWith({ names: [root = "", name] }: Reference, sight: Sight): string | null {
    if (!sight.roots.includes(root)) return unknownRoot(root, sight.roots);
    if (name === undefined) return null;
    if (root === "inputs" && !Object.hasOwn(this.#inputs, name)) {
      const known = Object.keys(this.#inputs);
      return `there is no input "${name}".${didYouMean(name, known) || listed(known)}`;
    }
    if (root === "steps" && !sight.steps?.has(name)) return sight.whyNot?.(name) ?? "no step has run yet";
    return null;
  }
}

function unknownRoot(root: string, roots: readonly string[]): string {
  const why = ELSEWHERE[root];
  if (why !== undefined) return `there is no "${root}" here: ${why}`;
  const suggestion = didYouMean(root, roots);
  const quotes = suggestion === "" ? "; put quotes around a text" : "";
  return `there is no "${root}"; an expression begins with ${roots.join(", ")}${quotes}.${suggestion}`;
}

const ELSEWHERE: Record<string, string | undefined> = {
  steps: "no step has run when this is evaluated",
  task: "it is only known while the task runs",
  item: 'only steps inside of "each" have one',
  index: 'only steps inside of "each" have one',
  args: 'only the "when" of a control has them',
  error: 'only the steps of an "on_error" have one',
};

function listed(known: string[]): string {
  return known.length === 0 ? ' Declare it under "inputs".' : ` There are ${known.join(", ")}.`;
}

function shortened(source: string): string {
  const text = source.trim();
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
