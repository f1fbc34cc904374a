import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: true, logger: false });
(formats as unknown as { default: (ajv: Ajv2020) => void }).default(ajv);
const compiled = new WeakMap<object, ValidateFunction>();
const MOST_PROBLEMS = 10;

/** What is wrong with a value, in words a model can act on. Empty: it fits. */
export function misfits(schema: object, value: unknown): string[] {
  let validate = compiled.get(schema);
  if (!validate) {
    // Schemas with an $id would be kept, and refused the second time.
    const { $id: _, ...plain } = schema as { $id?: unknown };
    validate = ajv.compile(plain);
    compiled.set(schema, validate);
  }
  if (validate(value)) return [];
  return (validate.errors ?? [])
    .slice(0, MOST_PROBLEMS)
    .map(
      ({ instancePath, message, params }) =>
        `${instancePath.replaceAll("/", ".").replace(/^\./, "") || "the result"} ${message}${allowed(params)}`,
    );
}

/** Whether a form that a model made up can be shown to a person and its answer be checked. */
export function formProblem(form: Record<string, unknown>): string | null {
  const text = JSON.stringify(form);
  if (text.length > 20_000) return "The form is too long.";
  if (form.type !== "object") return 'The form must be a JSON Schema with "type": "object" and "properties".';
  // A pattern of a model's own could keep the server busy for ever; a reference could point anywhere.
  if (/"(pattern|patternProperties|\$ref|\$dynamicRef)":/.test(text)) return "The form may not use pattern or $ref.";
  if (!ajv.validateSchema(form)) return `The form is no JSON Schema: ${ajv.errorsText(ajv.errors)}.`;
  return null;
}

function allowed(params: Record<string, unknown>): string {
  if (Array.isArray(params.allowedValues)) return ` (${params.allowedValues.join(", ")})`;
  return typeof params.additionalProperty === "string" ? ` ("${params.additionalProperty}")` : "";
}
