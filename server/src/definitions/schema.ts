import { DefinitionDocument } from "@taskwright/api/language.ts";
import { z } from "zod";

/**
 * The definition language as JSON Schema (2020-12), for editors. It says what shape a definition
 * has; the checks behind POST /definitions/check know tools, names and expressions as well.
 */
export const languageSchema: Record<string, unknown> = {
  ...z.toJSONSchema(DefinitionDocument, { io: "input", unrepresentable: "throw" }),
  title: "Taskwright definition",
};
