import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { text } from "../../text.ts";
import { clsx } from "../../ui/clsx.ts";
import { described, Field } from "../../ui/field.tsx";
import type { Path } from "../yaml/entries.ts";
import { readValue, writeValue } from "../yaml/data.ts";
import { at, pathText, useForm, wordsOf } from "./form-context.ts";

interface FieldProps {
  path: Path;
  label: string;
  hint?: string;
  className?: string;
}

/** One line or several of words; empty is "not there". */
export function TextField({
  path,
  label,
  hint,
  className,
  rows,
  mono = false,
  options,
  placeholder,
  required = false,
  number = false,
}: FieldProps & {
  rows?: number;
  mono?: boolean;
  options?: readonly string[];
  placeholder?: string;
  /** empty stays in the text, so that the check asks for it */
  required?: boolean;
  number?: boolean;
}) {
  const form = useForm();
  const id = useId();
  const value = at(form.value, path);
  const isOther = value !== null && typeof value === "object";
  const typed = useTyped(wordsOf(value), (next) => {
    if (next === "" && !required) form.edit({ kind: "clear", path });
    else
      form.edit({
        kind: "set",
        path,
        value: number && next.trim() !== "" && Number.isFinite(Number(next)) ? Number(next) : next,
      });
  });
  const from = path.length === 1 ? form.inherited[String(path[0])] : undefined;
  const given = from === undefined ? undefined : form.effective[String(path[0])];
  const control = {
    id,
    disabled: form.disabled || isOther,
    placeholder: isOther
      ? text.definitions.form.inText
      : given !== undefined && typeof given !== "object"
        ? text.definitions.form.given(wordsOf(given), from!)
        : placeholder,
    dir: "auto" as const,
    ...typed,
    ...described(id, hint, problemAt(form, path)),
  };
  return (
    <Field id={id} label={label} hint={hint} error={problemAt(form, path)} className={className}>
      {rows === undefined ? (
        <input
          {...control}
          className={clsx("control", mono && "font-mono text-xs")}
          list={options ? `${id}-list` : undefined}
          inputMode={number ? "decimal" : undefined}
          autoComplete="off"
          spellCheck={mono ? false : undefined}
        />
      ) : (
        <textarea {...control} rows={rows} className={clsx("control", mono && "font-mono text-xs")} />
      )}
      {options && (
        <datalist id={`${id}-list`}>
          {options.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </datalist>
      )}
    </Field>
  );
}

export function ChoiceField({
  path,
  label,
  hint,
  className,
  options,
  empty,
  onChange,
  value: given,
}: FieldProps & {
  options: readonly { value: string; label: string; group?: string }[];
  /** what leaving it out means; absent: it cannot be left out */
  empty?: string;
  /** instead of writing the value at the path */
  onChange?(value: string): void;
  value?: string;
}) {
  const form = useForm();
  const id = useId();
  const raw = given ?? at(form.value, path);
  const value = wordsOf(raw);
  const groups = Map.groupBy(options, (option) => option.group ?? "");
  const items = (members: typeof options) =>
    members.map((option) => (
      <option key={option.value} value={option.value}>
        {option.label}
      </option>
    ));
  return (
    <Field id={id} label={label} hint={hint} error={problemAt(form, path)} className={className}>
      <select
        id={id}
        className="control"
        disabled={form.disabled}
        value={value}
        onChange={(event) => {
          const next = event.target.value;
          if (onChange) onChange(next);
          else if (next === "" && empty !== undefined) form.edit({ kind: "clear", path });
          else form.edit({ kind: "set", path, value: next });
        }}
        {...described(id, hint, problemAt(form, path))}
      >
        {(empty !== undefined || value === "") && <option value="">{empty ?? text.forms.choose}</option>}
        {value !== "" && options.every((option) => option.value !== value) && <option value={value}>{value}</option>}
        {[...groups].map(([group, members]) =>
          group === "" ? (
            items(members)
          ) : (
            <optgroup key={group} label={group}>
              {items(members)}
            </optgroup>
          ),
        )}
      </select>
    </Field>
  );
}

/** Any value, as YAML: a list, a mapping, an expression. */
export function DataField({
  path,
  label,
  hint,
  className,
  rows = 3,
  required = false,
}: FieldProps & { rows?: number; required?: boolean }) {
  const form = useForm();
  const id = useId();
  const [wrong, setWrong] = useState<string>();
  const typed = useTyped(writeValue(at(form.value, path)), (next) => {
    if (next.trim() === "" && !required) {
      setWrong(undefined);
      return form.edit({ kind: "clear", path });
    }
    const read = readValue(next);
    setWrong("problem" in read ? read.problem : undefined);
    if (!("problem" in read)) form.edit({ kind: "set", path, value: read.value });
  });
  const error = wrong ?? problemAt(form, path);
  return (
    <Field id={id} label={label} hint={hint} error={error} className={className}>
      <textarea
        id={id}
        rows={Math.min(14, Math.max(rows, typed.value.split("\n").length))}
        spellCheck={false}
        className="control font-mono text-xs"
        disabled={form.disabled}
        {...typed}
        {...described(id, hint, error)}
      />
    </Field>
  );
}

/** Several words, with commas between. */
export function WordsField({
  path,
  label,
  hint,
  className,
  placeholder,
  numbers = false,
}: FieldProps & { placeholder?: string; numbers?: boolean }) {
  const form = useForm();
  const id = useId();
  const value = at(form.value, path);
  const typed = useTyped(Array.isArray(value) ? value.join(", ") : "", (next) => {
    const words = next
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== "");
    if (words.length === 0) form.edit({ kind: "clear", path });
    else
      form.edit({
        kind: "set",
        path,
        value: numbers ? words.map((word) => (String(Number(word)) === word ? Number(word) : word)) : words,
      });
  });
  return (
    <Field id={id} label={label} hint={hint} error={problemAt(form, path)} className={className}>
      <input
        id={id}
        className="control"
        disabled={form.disabled}
        placeholder={placeholder}
        autoComplete="off"
        {...typed}
        {...described(id, hint, problemAt(form, path))}
      />
    </Field>
  );
}

export function CheckField({
  label,
  checked,
  onChange,
}: {
  label: string;
  checked: boolean;
  onChange(checked: boolean): void;
}) {
  const { disabled } = useForm();
  return (
    <label className="flex items-center gap-2">
      <input
        type="checkbox"
        className="size-4 accent-(--ink)"
        disabled={disabled}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  );
}

export function Section({
  id,
  title,
  about,
  children,
}: {
  id: string;
  title: string;
  about?: string;
  children: ReactNode;
}) {
  return (
    <section
      id={`section-${id}`}
      aria-labelledby={`${id}-title`}
      className="flex scroll-mt-2 flex-col gap-4 border-b border-line px-4 py-5 last:border-0"
    >
      <div>
        <h2 id={`${id}-title`} className="text-base font-semibold">
          {title}
        </h2>
        {about && <p className="text-soft">{about}</p>}
      </div>
      {children}
    </section>
  );
}

export function problemAt(form: ReturnType<typeof useForm>, path: Path): string | undefined {
  const place = pathText(path);
  return form.issues.find((issue) => issue.path === place && issue.severity === "error")?.message;
}

const COMMIT_AFTER_MS = 250;

/** What stands in a field while someone types there; it goes into the text when they pause. */
export function useTyped(value: string, commit: (value: string) => void) {
  const form = useForm();
  const [typed, setTyped] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ commit, value, typed });
  useEffect(() => {
    latest.current = { commit, value, typed };
  });
  const [undone, setUndone] = useState(form.undone);
  if (undone !== form.undone) {
    setUndone(form.undone);
    setTyped(null);
  }
  const { pending } = form;
  const [flush] = useState(() => () => {
    clearTimeout(timer.current);
    const now = latest.current;
    if (now.typed !== null && now.typed !== now.value) now.commit(now.typed);
  });
  useEffect(
    () => () => {
      pending.delete(flush);
      clearTimeout(timer.current);
    },
    [pending, flush],
  );
  return {
    value: typed ?? value,
    onChange(event: { target: { value: string } }) {
      const next = event.target.value;
      setTyped(next);
      latest.current.typed = next;
      pending.add(flush);
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, COMMIT_AFTER_MS);
    },
    onBlur() {
      flush();
      pending.delete(flush);
      setTyped(null);
    },
  };
}
