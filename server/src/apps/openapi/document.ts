import { AppError, messageOf } from "../../errors.ts";

/** An OpenAPI 3 document in one piece: every reference points into itself. */
export interface OpenApiDocument {
  openapi: string;
  info: { title?: string; description?: string; version?: string };
  servers?: { url: string; variables?: Record<string, { default: string }> }[];
  paths: Record<string, Record<string, unknown>>;
  components?: Record<string, Record<string, unknown>>;
  security?: Record<string, string[]>[];
}

export const MAX_DOCUMENT_BYTES = 32 * 1024 * 1024;

/**
 * Reads JSON or YAML. References to other documents are followed by `fetch` alone, which goes only
 * where tasks may, and only when the document itself came from an address; never into files.
 */
export async function readDocument(
  text: string,
  url: string | undefined,
  fetch: typeof globalThis.fetch,
): Promise<OpenApiDocument> {
  if (text.length > MAX_DOCUMENT_BYTES) {
    throw new AppError("too_large", `An OpenAPI document may have ${MAX_DOCUMENT_BYTES / 1024 / 1024} MB.`);
  }
  const parsed = await parse(text);
  refuseOther(parsed);
  // Bundling GitHub's 13 MB takes seconds, and most documents stand by themselves.
  if (!refersOutside(parsed)) return parsed;
  const { $RefParser } = await import("@apidevtools/json-schema-ref-parser");
  try {
    const whole = await new $RefParser().bundle(
      url ?? "taskwright://pasted/openapi",
      parsed as never,
      {
        resolve: {
          file: false,
          http: false,
          checked: {
            order: 1,
            canRead: ({ url: target }: { url: string }) => url !== undefined && /^https?:/.test(target),
            read: async ({ url: target }: { url: string }) => await (await fetch(target)).text(),
          },
        },
      } as never,
    );
    return whole as unknown as OpenApiDocument;
  } catch (error) {
    throw new AppError(
      "unprocessable",
      `The document refers to something that cannot be read: ${messageOf(error).slice(0, 500)}`,
      {
        cause: error,
      },
    );
  }
}

function refersOutside(document: unknown): boolean {
  // By hand: a document may be as deep as its author likes.
  const places: unknown[] = [document];
  for (let place = places.pop(); place !== undefined || places.length > 0; place = places.pop()) {
    if (place === null || typeof place !== "object") continue;
    const { $ref } = place as { $ref?: unknown };
    if (typeof $ref === "string" && !$ref.startsWith("#")) return true;
    places.push(...Object.values(place));
  }
  return false;
}

async function parse(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (/^\s*[{[]/.test(text))
      throw new AppError("unprocessable", `This is no JSON: ${messageOf(error)}`, { cause: error });
  }
  const { parse: parseYaml } = await import("yaml");
  try {
    // aliases are counted, so that a few lines cannot become gigabytes
    return parseYaml(text, { maxAliasCount: 1_000 });
  } catch (error) {
    throw new AppError("unprocessable", `This is neither JSON nor YAML: ${messageOf(error)}`, { cause: error });
  }
}

function refuseOther(document: unknown): asserts document is OpenApiDocument {
  const { openapi, swagger, paths } = Object(document) as { openapi?: unknown; swagger?: unknown; paths?: unknown };
  if (swagger !== undefined) {
    throw new AppError(
      "unprocessable",
      "This is Swagger 2. Convert it to OpenAPI 3 first, for example with swagger2openapi.",
    );
  }
  if (typeof openapi !== "string" || !/^3\.\d/.test(openapi)) {
    throw new AppError("unprocessable", 'This is no OpenAPI 3 document: it has no "openapi: 3.…".');
  }
  if (paths === null || typeof paths !== "object") {
    throw new AppError("unprocessable", 'The document has no "paths", so it offers no operations.');
  }
}
