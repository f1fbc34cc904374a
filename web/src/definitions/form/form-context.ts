import type { DefinitionIssue, ToolInfo } from "@taskwright/api/definition.ts";
import { createContext, useContext } from "react";
import type { Edit } from "../yaml/edit.ts";
import type { Path } from "../yaml/entries.ts";

export interface FormContext {
  value: Record<string, unknown>;
  /** the text cannot be read, or the reader may not write */
  disabled: boolean;
  edit(edit: Edit): void;
  tools: readonly ToolInfo[];
  definitions: readonly string[];
  agents: readonly string[];
  categories: readonly string[];
  issues: readonly DefinitionIssue[];
  /** top-level key -> the parent it comes from, and what it says */
  inherited: Record<string, string>;
  effective: Record<string, unknown>;
  /** rises when Undo has put something else under the fingers */
  undone: number;
  /** what is typed and not yet in the text */
  pending: Set<() => void>;
}

export const FormContext = createContext<FormContext | null>(null);

export function useForm(): FormContext {
  const form = useContext(FormContext);
  if (!form) throw new Error("a field stands within a definition's form");
  return form;
}

export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (place, part) =>
      place !== null && typeof place === "object" && Object.hasOwn(place, part)
        ? (place as Record<string, unknown>)[part]
        : undefined,
    value,
  );
}

/** steps[2].with.file, as the check names places */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

/** As a field of words shows it; lists and mappings are no words. */
export function wordsOf(value: unknown): string {
  return typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : "";
}
