import { useMemo, useState } from "react";
import type { FieldIssue } from "../../api/problem.ts";
import { draftOf, readDraft, type Draft } from "./draft.ts";
import { dropDraft, keepDraft, keptDraft } from "./kept-draft.ts";
import { resolveRefs, type JsonSchema } from "./schema.ts";

export interface SchemaFormState {
  id: string;
  schema: JsonSchema;
  draft: Draft;
  /** what is wrong, by pointer, as far as the person should be told by now */
  issues: ReadonlyMap<string, string>;
  change(draft: Draft): void;
  touch(pointer: string): void;
  /** The value, or undefined with the first wrong field in focus. */
  read(): { value: unknown } | undefined;
  /** what the server found; gone with the next change */
  refuse(issues: FieldIssue[]): void;
  reset(): void;
}

/** `keep`: what is typed is kept on this device under this name, until `reset`. */
export function useSchemaForm(id: string, given: unknown, initial?: unknown, keep?: string): SchemaFormState {
  const schema = useMemo(() => resolveRefs((given ?? { type: "object", properties: {} }) as JsonSchema), [given]);
  const start = useMemo(() => draftOf(schema, initial ?? schema.default), [schema, initial]);
  const [state, setState] = useState(() => ({ schema, draft: keep === undefined ? start : restored(start, keep) }));
  const [touched, setTouched] = useState<ReadonlySet<string> | "all">(new Set());
  const [refused, setRefused] = useState<FieldIssue[]>([]);
  // another schema (the definition changed beside the form): keep what still has its field
  const draft = state.schema === schema ? state.draft : merge(start, state.draft);

  const issues = useMemo(() => {
    const found = new Map<string, string>();
    for (const { path, message } of [...readDraft(schema, draft).issues, ...refused]) {
      if (touched === "all" || touched.has(path)) found.set(path, message);
    }
    for (const { path, message } of refused) found.set(path, message);
    return found;
  }, [schema, draft, touched, refused]);

  return {
    id,
    schema,
    draft,
    issues,
    change(next) {
      setState({ schema, draft: next });
      if (keep !== undefined) keepDraft(keep, next);
      if (refused.length > 0) setRefused([]);
    },
    touch(pointer) {
      if (touched !== "all" && !touched.has(pointer)) setTouched(new Set(touched).add(pointer));
    },
    read() {
      const result = readDraft(schema, draft);
      if (result.issues.length === 0) return { value: result.value };
      setTouched("all");
      document.getElementById(fieldId(id, result.issues[0]!.path))?.focus();
      return undefined;
    },
    refuse(issues) {
      setRefused(issues);
      if (issues[0]) document.getElementById(fieldId(id, issues[0].path))?.focus();
    },
    reset() {
      if (keep !== undefined) dropDraft(keep);
      setState({ schema, draft: start });
      setTouched(new Set());
      setRefused([]);
    },
  };
}

export function fieldId(form: string, pointer: string): string {
  return `${form}${pointer.replaceAll("/", "-")}`;
}

/** An upload that was under way is not taken up again. */
function restored(start: Draft, keep: string): Draft {
  const kept = keptDraft(keep);
  return kept === undefined ? start : merge(start, withoutUploads(kept as Draft));
}

function withoutUploads(draft: Draft): Draft {
  if (Array.isArray(draft)) return draft.map(withoutUploads);
  if (draft === null || typeof draft !== "object" || "file" in draft) return draft;
  if ("uploading" in draft) return null;
  return Object.fromEntries(Object.entries(draft).map(([name, value]) => [name, withoutUploads(value)]));
}

function merge(fresh: Draft, old: Draft): Draft {
  if (!isRecord(fresh) || !isRecord(old)) return typeof fresh === typeof old ? old : fresh;
  return Object.fromEntries(
    Object.entries(fresh).map(([name, value]) => [name, Object.hasOwn(old, name) ? merge(value, old[name]!) : value]),
  );
}

function isRecord(draft: Draft): draft is { [name: string]: Draft } {
  return (
    draft !== null &&
    typeof draft === "object" &&
    !Array.isArray(draft) &&
    !("file" in draft && typeof draft.file === "number")
  );
}
