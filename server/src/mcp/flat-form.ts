type JsonSchema = Record<string, unknown>;

/**
 * What a client can put to its user has one level: texts, numbers, yes or no, choices. A form of ours
 * is shown that way as far as it goes; undefined: something that must be filled in does not fit.
 */
export interface FlatForm {
  properties: Record<string, JsonSchema>;
  required: string[];
  /** what was filled in, as the form wants it */
  read: (content: Record<string, unknown>) => unknown;
}

/** A form that is no object is one field of its own. */
const WHOLE = "answer";

export function flatForm(form: JsonSchema): FlatForm | undefined {
  if (form.type !== "object" && form.properties === undefined) {
    const field = flatField(form);
    if (!field) return undefined;
    return {
      properties: { [WHOLE]: field.schema },
      required: [WHOLE],
      read: (content) => field.read(content[WHOLE]),
    };
  }
  const needed = new Set((form.required as string[] | undefined) ?? []);
  const fields = new Map<string, FlatField>();
  for (const [name, schema] of Object.entries(Object(form.properties) as Record<string, JsonSchema>)) {
    const field = flatField(schema);
    if (field) fields.set(name, field);
    else if (needed.has(name)) return undefined;
  }
  if ([...needed].some((name) => !fields.has(name))) return undefined;
  return {
    properties: Object.fromEntries([...fields].map(([name, { schema }]) => [name, schema])),
    required: [...needed],
    read: (content) =>
      Object.fromEntries(
        [...fields]
          .filter(([name]) => content[name] !== undefined && !(content[name] === "" && !needed.has(name)))
          .map(([name, field]) => [name, field.read(content[name])]),
      ),
  };
}

interface FlatField {
  schema: JsonSchema;
  read: (value: unknown) => unknown;
}

const asIs = (value: unknown) => value;
const TEXT_FORMATS = new Set(["email", "uri", "date", "date-time"]);

function flatField(given: JsonSchema): FlatField | undefined {
  const words = pick(given, ["title", "description"]);
  const choices = choicesOf(given);
  if (choices) return choiceField(words, choices);
  const type = Array.isArray(given.type) ? given.type.find((each) => each !== "null") : given.type;
  switch (type) {
    case "string": {
      const format = TEXT_FORMATS.has(given.format as string) ? { format: given.format } : {};
      const rules = pick(given, ["minLength", "maxLength", "default"]);
      return { schema: { type, ...words, ...format, ...rules }, read: asIs };
    }
    case "number":
    case "integer":
      return { schema: { type, ...words, ...pick(given, ["minimum", "maximum", "default"]) }, read: asIs };
    case "boolean":
      return { schema: { type, ...words, ...pick(given, ["default"]) }, read: asIs };
    case "array":
      return severalField(words, given);
    default:
      return undefined;
  }
}

interface Choice {
  value: unknown;
  title: string;
}

function choicesOf(given: JsonSchema): Choice[] | undefined {
  if (Array.isArray(given.enum)) {
    const values = given.enum.filter((value) => value !== null);
    return values.every(isScalar) ? values.map((value) => ({ value, title: String(value) })) : undefined;
  }
  const options = (given.oneOf ?? given.anyOf) as JsonSchema[] | undefined;
  if (!Array.isArray(options) || !options.every((option) => isScalar(option?.const))) return undefined;
  return options.map((option) => ({ value: option.const, title: String(option.title ?? option.const) }));
}

/** Choices are texts over there; here they may be numbers as well. */
function choiceField(words: JsonSchema, choices: Choice[]): FlatField {
  const names = choices.map(({ title }) => title);
  return {
    schema: { type: "string", ...words, enum: choices.map(({ value }) => String(value)), enumNames: names },
    read: (given) => choices.find(({ value }) => String(value) === given)?.value ?? given,
  };
}

function severalField(words: JsonSchema, given: JsonSchema): FlatField | undefined {
  const choices = choicesOf(Object(given.items) as JsonSchema);
  if (!choices) return undefined;
  const one = choiceField({}, choices);
  const items = { type: "string", enum: one.schema.enum };
  return {
    schema: { type: "array", ...words, ...pick(given, ["minItems", "maxItems"]), items },
    read: (several) => (Array.isArray(several) ? several.map(one.read) : several),
  };
}

function isScalar(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function pick(given: JsonSchema, keys: string[]): JsonSchema {
  return Object.fromEntries(keys.filter((key) => given[key] !== undefined).map((key) => [key, given[key]]));
}
