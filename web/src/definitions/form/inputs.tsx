import { ArrowDown, ArrowUp, ChevronRight, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { text } from "../../text.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { clsx } from "../../ui/clsx.ts";
import { freeName } from "../step-list.ts";
import { isPlainObject } from "../yaml/render.ts";
import { NameField } from "./name-field.tsx";
import { CheckField, ChoiceField, DataField, Section, TextField, WordsField } from "./fields.tsx";
import { useForm } from "./form-context.ts";

const TYPES = ["string", "number", "integer", "boolean", "date", "enum", "list", "object", "file"] as const;

export function Inputs({ onPreview }: { onPreview(): void }) {
  const form = useForm();
  const words = text.definitions.form.inputs;
  const inputs = isPlainObject(form.value.inputs) ? form.value.inputs : {};
  const names = Object.keys(inputs);
  const given = Object.entries(form.inherited).filter(([key]) => key.startsWith("inputs."));
  const [open, setOpen] = useState<string>();
  return (
    <Section id="inputs" title={words.title} about={names.length === 0 ? words.none : undefined}>
      {names.length > 0 && (
        <ul className="flex flex-col rounded-lg border border-line">
          {names.map((name, index) => (
            <Input
              key={name}
              name={name}
              index={index}
              last={index === names.length - 1}
              open={open === name}
              onOpen={(next) => setOpen(next ? name : undefined)}
              onRenamed={setOpen}
            />
          ))}
        </ul>
      )}
      {(given.length > 0 || form.inherited.inputs) && (
        <p className="text-xs text-faint">
          {form.inherited.inputs
            ? words.allGiven(form.inherited.inputs)
            : given.map(([key, from]) => text.definitions.inherited(key.slice("inputs.".length), from)).join(" · ")}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          disabled={form.disabled}
          onClick={() => {
            const name = freeName("input", new Set(names));
            form.edit({ kind: "set", path: ["inputs", name], value: { type: "string" } });
            setOpen(name);
          }}
        >
          <Plus size={14} aria-hidden />
          {words.add}
        </Button>
        <Button look="bare" onClick={onPreview}>
          {words.preview}
        </Button>
      </div>
    </Section>
  );
}

function Input({
  name,
  index,
  last,
  open,
  onOpen,
  onRenamed,
}: {
  name: string;
  index: number;
  last: boolean;
  open: boolean;
  onOpen(open: boolean): void;
  onRenamed(name: string): void;
}) {
  const form = useForm();
  const words = text.definitions.form.inputs;
  const path = ["inputs", name];
  const inputs = form.value.inputs as Record<string, unknown>;
  const spec = isPlainObject(inputs[name]) ? inputs[name] : {};
  const isRequired = spec.required === undefined ? spec.default === undefined : spec.required === true;
  const move = (to: number) => form.edit({ kind: "move", path, to: ["inputs", to] });
  return (
    <li className="border-b border-line last:border-0">
      <div className="flex items-center gap-1 pr-1">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => onOpen(!open)}
          className="flex min-h-9 min-w-0 flex-1 items-center gap-2 px-2 text-left -outline-offset-2 hover:bg-raised"
        >
          <ChevronRight
            size={14}
            aria-hidden
            className={clsx("shrink-0 text-faint transition-transform", open && "rotate-90")}
          />
          <span className="truncate font-medium">{name}</span>
          <span className="truncate text-faint">
            {typeof spec.type === "string" ? (words.types[spec.type as keyof typeof words.types] ?? spec.type) : ""}
            {isRequired ? ` · ${words.required}` : ""}
          </span>
        </button>
        <IconButton label={words.up(name)} disabled={form.disabled || index === 0} onClick={() => move(index - 1)}>
          <ArrowUp size={14} />
        </IconButton>
        <IconButton label={words.down(name)} disabled={form.disabled || last} onClick={() => move(index + 1)}>
          <ArrowDown size={14} />
        </IconButton>
        <IconButton
          label={words.remove(name)}
          disabled={form.disabled}
          onClick={() => form.edit({ kind: "remove", path })}
        >
          <Trash2 size={14} />
        </IconButton>
      </div>
      {open && (
        <div className="flex flex-col gap-4 border-t border-line bg-page px-4 py-4">
          <div className="grid items-end gap-4 @lg:grid-cols-2">
            <NameField path={path} label={words.name} taken={Object.keys(inputs)} onRenamed={onRenamed} />
            <ChoiceField
              path={[...path, "type"]}
              label={words.type}
              options={TYPES.map((type) => ({ value: type, label: words.types[type] }))}
            />
            <TextField path={[...path, "title"]} label={words.label} />
            <TextField path={[...path, "description"]} label={words.description} />
          </div>
          {spec.type === "enum" && (
            <WordsField path={[...path, "values"]} label={words.values} hint={words.valuesHint} numbers />
          )}
          {(spec.type === "list" || spec.type === "object") && (
            <DataField
              path={[...path, spec.type === "list" ? "items" : "properties"]}
              label={spec.type === "list" ? words.items : words.properties}
              hint={words.shapeHint}
            />
          )}
          <div className="grid items-end gap-4 @lg:grid-cols-2">
            {spec.type !== "file" && <DataField path={[...path, "default"]} label={words.preset} rows={1} />}
            {spec.type === "string" && (
              <ChoiceField
                path={[...path, "format"]}
                label={words.format}
                empty={words.formats.line}
                options={(["multiline", "email", "uri", "date-time", "money"] as const).map((format) => ({
                  value: format,
                  label: words.formats[format],
                }))}
              />
            )}
            {(spec.type === "number" || spec.type === "integer") && (
              <>
                <TextField path={[...path, "minimum"]} label={words.minimum} number />
                <TextField path={[...path, "maximum"]} label={words.maximum} number />
              </>
            )}
          </div>
          <CheckField
            label={words.isRequired}
            checked={isRequired}
            onChange={(checked) => {
              // without a default an input is required unless it says otherwise
              if (checked === (spec.default === undefined)) form.edit({ kind: "clear", path: [...path, "required"] });
              else form.edit({ kind: "set", path: [...path, "required"], value: checked });
            }}
          />
        </div>
      )}
    </li>
  );
}
