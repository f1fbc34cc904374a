import { text } from "../../text.ts";
import type { Path } from "../yaml/entries.ts";
import { isPlainObject } from "../yaml/render.ts";
import { humanName, resolveRefs, type JsonSchema } from "../../ui/form/schema.ts";
import { ChoiceField, DataField, TextField } from "./fields.tsx";
import { at, useForm } from "./form-context.ts";

/** Which tool, and its arguments as its schema describes them. */
export function ToolFields({ path }: { path: Path }) {
  const form = useForm();
  const words = text.definitions.form.steps;
  const name = at(form.value, [...path, "use"]);
  const tool = form.tools.find((each) => each.name === name);
  const schema = tool && resolveRefs(tool.argsSchema as JsonSchema);
  const given = at(form.value, [...path, "with"]);
  const known = schema?.properties ?? {};
  const required = new Set(schema?.required);
  const others = isPlainObject(given) ? Object.keys(given).filter((key) => !Object.hasOwn(known, key)) : [];
  return (
    <>
      <ChoiceField
        path={[...path, "use"]}
        label={words.tool}
        hint={tool && `${tool.description} (${text.definitions.form.controls.effects[tool.effect]})`}
        options={form.tools.map((each) => ({
          value: each.name,
          label: `${each.name}: ${each.title}`,
          group: each.app,
        }))}
      />
      {Object.entries(known).map(([key, argument]) => (
        <Argument
          key={key}
          path={[...path, "with", key]}
          label={`${argument.title ?? humanName(key)}${required.has(key) ? "" : ` (${text.forms.optional})`}`}
          schema={argument}
        />
      ))}
      {others.map((key) => (
        <DataField key={key} path={[...path, "with", key]} label={key} rows={1} />
      ))}
    </>
  );
}

function Argument({ path, label, schema }: { path: Path; label: string; schema: JsonSchema }) {
  const form = useForm();
  const value = at(form.value, path);
  const isText = value === undefined || typeof value === "string";
  const hint = schema.description;
  if (schema.enum && (value === undefined || schema.enum.includes(value)))
    return (
      <ChoiceField
        path={path}
        label={label}
        hint={hint}
        empty={text.definitions.form.steps.leftOut}
        options={schema.enum.filter((each) => typeof each === "string").map((each) => ({ value: each, label: each }))}
      />
    );
  if (schema.type === "string" && isText)
    return (
      <TextField
        path={path}
        label={label}
        hint={hint}
        mono
        {...((schema.maxLength ?? 0) > 1_000 || (typeof value === "string" && value.includes("\n")) ? { rows: 4 } : {})}
      />
    );
  if ((schema.type === "number" || schema.type === "integer") && (isText || typeof value === "number"))
    return <TextField path={path} label={label} hint={hint} mono number />;
  return <DataField path={path} label={label} hint={hint} rows={1} />;
}
