import type { CompiledRetry, CompiledStep, CompiledTemplate } from "../../definitions/compiled.ts";

/** What every step has that an agent makes up as it goes along. */
export function innerStep(id: string, more: { title?: string; retry?: CompiledRetry | null } = {}) {
  return {
    id,
    title: more.title === undefined ? null : constant(more.title),
    if: null,
    retry: more.retry ?? null,
    timeoutMs: null,
    onError: "fail" as CompiledStep["onError"],
    inner: true as const,
  };
}

/** A value as it is: what a model writes is never read as a template. */
export function constant(value: unknown): CompiledTemplate {
  return { constant: true, value };
}
