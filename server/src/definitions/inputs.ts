import { type Sentence, sentence } from "@taskwright/api/sentence.ts";
import type { InputSpec } from "@taskwright/api/language.ts";
import { fileRefs } from "./file-refs.ts";
import { inputProblem } from "./input-problem.ts";
import { didYouMean } from "./suggest.ts";

export interface InputIssue {
  /** place in the inputs: "rows[2].amount" */
  path: string;
  message: string;
  sentence?: Sentence;
}

export interface ReadInputs {
  /** what was given, with defaults for what was not */
  inputs: Record<string, unknown>;
  issues: InputIssue[];
  /** ids of the files among them, for the caller to look up */
  files: number[];
}

/**
 * Checks what a task is started with. Nothing is converted: "12" is no number, because a caller
 * that mixes them up will meet a "" or an "1,200" one day. null counts as not given.
 */
export function readInputs(specs: Record<string, InputSpec>, given: unknown): ReadInputs {
  const issues: InputIssue[] = [];
  if (given === null || typeof given !== "object" || Array.isArray(given)) {
    issues.push({ path: "", message: 'Inputs are an object with their names as keys, such as {"limit": 100}.' });
    return { inputs: {}, issues, files: [] };
  }
  const inputs = readObject(specs, given as Record<string, unknown>, "", issues);
  const files = issues.length === 0 ? fileRefs(specs, inputs) : [];
  return { inputs, issues, files };
}

function readObject(
  specs: Record<string, InputSpec>,
  given: Record<string, unknown>,
  path: string,
  issues: InputIssue[],
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const place = path === "" ? name : `${path}.${name}`;
    const read = readOne(spec, value, place, issues);
    if (read !== undefined) values[name] = read;
  }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(specs, name)) continue;
    const place = path === "" ? name : `${path}.${name}`;
    issues.push({
      path: place,
      message: `There is no input "${place}".${didYouMean(name, Object.keys(specs))}`,
      sentence: sentence("field.no_input", { input: place }),
    });
  }
  return values;
}

function readOne(spec: InputSpec, value: unknown, path: string, issues: InputIssue[]): unknown {
  if (value === undefined || value === null) {
    if (spec.default !== undefined && spec.default !== null) return structuredClone(spec.default);
    if (isRequired(spec))
      issues.push({ path, message: `"${path}" is missing.${describe(spec)}`, sentence: sentence("field.missing", {}) });
    return undefined;
  }
  const problem = inputProblem(spec, value);
  if (problem !== null) {
    issues.push({ path, message: `"${path}" ${problem.words}.`, sentence: problem.sentence });
    return undefined;
  }
  if (spec.type === "list" && spec.items) {
    const { items } = spec;
    return (value as unknown[]).map((member, index) => readOne(items, member, `${path}[${index}]`, issues) ?? null);
  }
  if (spec.type === "object" && spec.properties) {
    return readObject(spec.properties, value as Record<string, unknown>, path, issues);
  }
  return value;
}

export function isRequired(spec: InputSpec): boolean {
  return spec.required ?? spec.default === undefined;
}

function describe(spec: InputSpec): string {
  const text = spec.description ?? spec.title;
  return text === undefined ? "" : ` It is: ${text}`;
}
