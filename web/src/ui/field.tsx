import type { ReactNode } from "react";
import { clsx } from "./clsx.ts";

/** A label, its control and what is wrong with it, tied together for a screen reader by `id`. */
export function Field(props: {
  id: string;
  label: string;
  hint?: string;
  error?: string;
  optional?: string;
  children: ReactNode;
  className?: string;
}) {
  return (
    <div className={clsx("flex flex-col gap-1", props.className)}>
      <label htmlFor={props.id} className="flex items-baseline gap-2 font-medium">
        {props.label}
        {props.optional && <span className="text-xs font-normal text-faint">{props.optional}</span>}
      </label>
      {props.hint && (
        <p id={`${props.id}-hint`} className="text-xs text-faint">
          {props.hint}
        </p>
      )}
      {props.children}
      <FieldError id={props.id} error={props.error} />
    </div>
  );
}

export function FieldError({ id, error }: { id: string; error?: string }) {
  if (!error) return null;
  return (
    <p id={`${id}-error`} className="text-xs text-bad">
      {error}
    </p>
  );
}

export function described(
  id: string,
  hint?: string,
  error?: string,
): { "aria-describedby"?: string; "aria-invalid"?: true } {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return { ...(ids ? { "aria-describedby": ids } : {}), ...(error ? { "aria-invalid": true as const } : {}) };
}
