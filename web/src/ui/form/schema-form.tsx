import { Plus, X } from "lucide-react";
import type { FileRef } from "@taskwright/api/file.ts";
import { text } from "../../text.ts";
import { Button, IconButton } from "../button.tsx";
import { clsx } from "../clsx.ts";
import { described, Field, FieldError } from "../field.tsx";
import { draftOf, pointerPart, type Draft } from "./draft.ts";
import { ChoiceField } from "./choice-field.tsx";
import { ChoicesField } from "./choices-field.tsx";
import { FileField } from "./file-field.tsx";
import { NumberField } from "./number-field.tsx";
import { fieldKind, labelOf, type JsonSchema } from "./schema.ts";
import { fieldId, type SchemaFormState } from "./use-schema-form.ts";

/** A form from JSON Schema. The page around it has the buttons and decides when it is read. */
export function SchemaForm({ form }: { form: SchemaFormState }) {
  const field = fieldKind(form.schema);
  if (field.kind === "group" && field.members.length === 0) return <p className="text-faint">{text.forms.nothing}</p>;
  return (
    <div className="flex flex-col gap-4">
      {field.kind === "group" ? (
        <Members form={form} schema={form.schema} draft={form.draft} pointer="" onChange={form.change} />
      ) : (
        <Value
          form={form}
          schema={form.schema}
          name=""
          label={form.schema.title ?? text.inbox.yourAnswer}
          required
          draft={form.draft}
          pointer=""
          onChange={form.change}
        />
      )}
    </div>
  );
}

interface ValueProps {
  form: SchemaFormState;
  schema: JsonSchema;
  name: string;
  label?: string;
  required: boolean;
  draft: Draft;
  pointer: string;
  onChange(draft: Draft): void;
}

function Members({
  form,
  schema,
  draft,
  pointer,
  onChange,
}: Pick<ValueProps, "form" | "schema" | "draft" | "pointer" | "onChange">) {
  const field = fieldKind(schema);
  if (field.kind !== "group") return null;
  const values = (draft ?? {}) as Record<string, Draft>;
  return field.members.map((member) => (
    <Value
      key={member.name}
      form={form}
      schema={member.schema}
      name={member.name}
      required={member.required}
      draft={values[member.name] ?? draftOf(member.schema)}
      pointer={`${pointer}/${pointerPart(member.name)}`}
      onChange={(next) => onChange({ ...values, [member.name]: next })}
    />
  ));
}

function Value(props: ValueProps) {
  const { form, schema, draft, pointer, onChange, required } = props;
  const field = fieldKind(schema);
  const id = fieldId(form.id, pointer);
  const label = props.label ?? labelOf(schema, props.name);
  const error = form.issues.get(pointer);
  const optional = required || field.kind === "yes" || schema.default !== undefined ? undefined : text.forms.optional;
  const control = {
    id,
    onBlur: () => form.touch(pointer),
    className: "control",
    "aria-required": required || undefined,
    ...described(id, schema.description, error),
  };
  const written = typeof draft === "string" ? draft : "";

  switch (field.kind) {
    case "group":
      return (
        <fieldset className="flex flex-col gap-3 border-l-2 border-line pl-3">
          <legend className="-ml-3 mb-2 font-medium">{label}</legend>
          {schema.description && <p className="text-xs text-faint">{schema.description}</p>}
          <Members form={form} schema={schema} draft={draft} pointer={pointer} onChange={onChange} />
        </fieldset>
      );
    case "list":
      return <List {...props} label={label} items={field.items} error={error} />;
    case "yes":
      return (
        <div className="flex flex-col gap-1">
          <label className="flex items-start gap-2 font-medium">
            <input
              {...control}
              className="mt-0.5 size-4 accent-(--ink)"
              type="checkbox"
              checked={draft === true}
              onChange={(event) => onChange(event.target.checked)}
            />
            {label}
          </label>
          {schema.description && (
            <p id={`${id}-hint`} className="pl-6 text-xs text-faint">
              {schema.description}
            </p>
          )}
          <FieldError id={id} error={error} />
        </div>
      );
    case "choice":
      return (
        <Field id={id} label={label} hint={schema.description} error={error} optional={optional}>
          <ChoiceField
            control={control}
            label={label}
            choices={field.choices}
            value={written}
            required={required}
            onChange={onChange}
          />
        </Field>
      );
    case "choices":
      return (
        <Field id={id} label={label} hint={schema.description} error={error} optional={optional}>
          <ChoicesField
            id={id}
            label={label}
            choices={field.choices}
            value={Array.isArray(draft) ? (draft as string[]) : []}
            describedBy={control["aria-describedby"]}
            onBlur={control.onBlur}
            onChange={onChange}
          />
        </Field>
      );
    case "file":
      return (
        <Field id={id} label={label} hint={schema.description} error={error} optional={optional}>
          <FileField
            id={id}
            label={label}
            value={draft as FileRef | null}
            onChange={onChange}
            describedBy={control["aria-describedby"]}
            invalid={error !== undefined}
          />
        </Field>
      );
    case "number":
    case "money":
      return (
        <Field id={id} label={label} hint={schema.description} error={error} optional={optional}>
          <NumberField
            control={control}
            written={written}
            whole={field.kind === "number" && field.whole}
            money={field.kind === "money"}
            unit={schema.unit}
            onChange={onChange}
          />
        </Field>
      );
    case "json":
      return (
        <Field id={id} label={label} hint={schema.description ?? text.forms.jsonHint} error={error} optional={optional}>
          <textarea
            {...control}
            rows={4}
            spellCheck={false}
            className="control font-mono text-xs"
            value={written}
            onChange={(event) => onChange(event.target.value)}
          />
        </Field>
      );
    case "text":
      return (
        <Field id={id} label={label} hint={schema.description} error={error} optional={optional}>
          {field.format === "multiline" ? (
            <textarea
              {...control}
              dir="auto"
              rows={4}
              value={written}
              onChange={(event) => onChange(event.target.value)}
            />
          ) : (
            <input
              {...control}
              dir="auto"
              type={INPUT_TYPES[field.format]}
              className={clsx("control", field.format.startsWith("date") && "max-w-56")}
              value={written}
              onChange={(event) => onChange(event.target.value)}
            />
          )}
        </Field>
      );
  }
}

const INPUT_TYPES = {
  line: "text",
  date: "date",
  "date-time": "datetime-local",
  email: "email",
  uri: "url",
  multiline: "text",
};

function List({
  form,
  schema,
  items,
  label,
  draft,
  pointer,
  onChange,
  required,
  error,
  name,
}: ValueProps & { items: JsonSchema; error?: string }) {
  const id = fieldId(form.id, pointer);
  const drafts = Array.isArray(draft) ? draft : [];
  return (
    <fieldset
      id={id}
      tabIndex={-1}
      className="flex flex-col gap-2"
      aria-describedby={error ? `${id}-error` : undefined}
    >
      <legend className="mb-1 flex items-baseline gap-2 font-medium">
        {label}
        {!required && schema.default === undefined && (
          <span className="text-xs font-normal text-faint">{text.forms.optional}</span>
        )}
      </legend>
      {schema.description && <p className="text-xs text-faint">{schema.description}</p>}
      {drafts.map((each, index) => (
        // entries have no identity but their place
        <div key={index} className="flex items-start gap-2">
          <div className="min-w-0 flex-1">
            <Value
              form={form}
              schema={items}
              name={name}
              label={items.title ?? text.forms.item(index)}
              required
              draft={each}
              pointer={`${pointer}/${index}`}
              onChange={(next) => onChange(drafts.with(index, next))}
            />
          </div>
          <IconButton label={text.forms.removeItem(index)} onClick={() => onChange(drafts.toSpliced(index, 1))}>
            <X size={14} />
          </IconButton>
        </div>
      ))}
      <div>
        <Button onClick={() => onChange([...drafts, draftOf(items)])}>
          <Plus size={14} />
          {text.forms.addItem((items.title ?? label ?? "").toLowerCase())}
        </Button>
      </div>
      <FieldError id={id} error={error} />
    </fieldset>
  );
}
