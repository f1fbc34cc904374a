import { confirm, isCancel, multiline, multiselect, select, text } from "@clack/prompts";
import { answerOf, fieldsOf, initialText, objectionTo, readField, type Field } from "./form.ts";
import type { JsonSchema } from "./schema.ts";
import { plain, plainLine } from "./terminal.ts";

/** Ctrl-C or Escape in a question, or the question was taken away. */
export const LEFT = Symbol("left");
export type Left = typeof LEFT;

/** Questions go to standard error: standard output is for the result. */
export function asking(signal: AbortSignal): { output: NodeJS.WriteStream; signal: AbortSignal } {
  return { output: process.stderr, signal };
}

/** Asks every question of a form; LEFT as soon as one is left. */
export async function fillForm(schema: JsonSchema, signal: AbortSignal): Promise<unknown> {
  const fields = fieldsOf(schema);
  const values: unknown[] = [];
  for (const field of fields) {
    const value = await askField(field, signal);
    if (value === LEFT) return LEFT;
    values.push(value);
  }
  return answerOf(fields, values);
}

export async function askText(message: string, signal: AbortSignal): Promise<string | Left> {
  const given = await text({ ...asking(signal), message });
  return isCancel(given) ? LEFT : (given ?? "").trim();
}

async function askField(field: Field, signal: AbortSignal): Promise<unknown> {
  const common = { ...asking(signal), message: messageOf(field) };
  const given = await askRaw(field, common);
  if (isCancel(given)) return LEFT;
  if (typeof given !== "string" || field.kind === "choice" || field.many) return given;
  return readField(field, given);
}

type Common = ReturnType<typeof asking> & { message: string };

function askRaw(field: Field, common: Common): Promise<unknown> {
  const options = field.choices.map(({ value, label }, at) => ({
    value: at,
    label: plainLine(label),
    original: value,
  }));
  const chosen = (at: unknown): unknown => (typeof at === "number" ? field.choices[at]?.value : at);
  if (field.kind === "boolean") return confirm({ ...common, initialValue: field.initial !== false });
  if (field.many) {
    return multiselect({ ...common, options, required: field.required }).then((given) =>
      Array.isArray(given) ? given.map(chosen) : given,
    );
  }
  if (field.kind === "choice") {
    const initial = field.choices.findIndex((choice) => choice.value === field.initial);
    const none = { value: -1, label: "(no answer)", original: undefined };
    return select({
      ...common,
      options: field.required ? options : [...options, none],
      initialValue: Math.max(0, initial),
    }).then(chosen);
  }
  const typed = {
    ...common,
    initialValue: initialText(field),
    validate: (value: string | undefined) => objectionTo(field, value ?? ""),
  };
  return (field.multiline ? multiline(typed) : text(typed)).then((given) => given ?? "");
}

function messageOf(field: Field): string {
  const how =
    field.kind === "list" && !field.many ? "several with commas" : field.kind === "object" ? "as JSON" : undefined;
  const remarks = [field.description, how, field.required ? undefined : "optional"].filter(
    (remark) => remark !== undefined,
  );
  const title = plainLine(field.title);
  return remarks.length > 0 ? `${title} (${plain(remarks.join("; "))})` : title;
}
