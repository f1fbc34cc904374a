import { Plus, Trash2 } from "lucide-react";
import { useId } from "react";
import { text } from "../../text.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { stepsOf } from "../step-list.ts";
import { isPlainObject } from "../yaml/render.ts";
import { ChoiceField, Section, TextField, WordsField } from "./fields.tsx";
import { at, useForm } from "./form-context.ts";
import { WhichRule } from "./which-rule.tsx";

const POLICIES = ["allow", "ask", "deny"] as const;
type Policy = (typeof POLICIES)[number];

/** Rules to begin with, for whole effects. */
const PRESETS = {
  external: [{ effect: "external", policy: "ask" }],
  writes: [
    { effect: "write", policy: "ask" },
    { effect: "external", policy: "ask" },
  ],
} as const;

function missing(preset: readonly { effect: string; policy: string }[], rules: readonly unknown[]) {
  const has = (effect: string) =>
    rules.some((rule) => isPlainObject(rule) && rule.effect === effect && rule.policy === "ask" && !rule.when);
  return preset.filter(({ effect }) => !has(effect));
}

/** Before which calls a person is asked, and which are never made. */
export function Controls({ onStep }: { onStep(path: (string | number)[]): void }) {
  const form = useForm();
  const words = text.definitions.form.controls;
  const rules = Array.isArray(form.value.controls) ? form.value.controls : [];
  const asks = stepsOf(form.value).filter(({ step }) => step.ask !== undefined);
  return (
    <Section id="controls" title={words.title} about={words.about}>
      {rules.length > 0 && (
        <ul className="flex flex-col gap-3">
          {rules.map((_, index) => (
            <Rule key={index} index={index} />
          ))}
        </ul>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          disabled={form.disabled}
          onClick={() =>
            form.edit({ kind: "insert", path: ["controls"], index: rules.length, value: { tool: "", policy: "ask" } })
          }
        >
          <Plus size={14} aria-hidden />
          {words.addTool}
        </Button>
        {(Object.keys(PRESETS) as (keyof typeof PRESETS)[]).map((preset) => (
          <Button
            key={preset}
            disabled={form.disabled || missing(PRESETS[preset], rules).length === 0}
            onClick={() => {
              for (const [place, value] of missing(PRESETS[preset], rules).entries())
                form.edit({ kind: "insert", path: ["controls"], index: rules.length + place, value });
            }}
          >
            <Plus size={14} aria-hidden />
            {words.presets[preset]}
          </Button>
        ))}
      </div>
      {asks.length > 0 && (
        <div>
          <h3 className="mb-1 font-medium">{words.asks}</h3>
          <ul className="flex flex-col">
            {asks.map(({ step, path }) => (
              <li key={path.join(".")} className="border-l-3 border-human">
                <button
                  type="button"
                  onClick={() => onStep(path)}
                  className="w-full truncate px-3 py-1 text-left hover:bg-raised"
                >
                  {typeof step.title === "string" && step.title !== "" ? step.title : String(step.id ?? step.ask)}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <WhichRule />
    </Section>
  );
}

function Rule({ index }: { index: number }) {
  const form = useForm();
  const id = useId();
  const words = text.definitions.form.controls;
  const path = ["controls", index];
  const rule = at(form.value, path);
  if (!isPlainObject(rule)) return <li className="text-faint">{text.definitions.form.inText}</li>;
  const policy: Policy = POLICIES.includes(rule.policy as Policy)
    ? (rule.policy as Policy)
    : rule.require === "nothing"
      ? "allow"
      : "ask";
  const patterns = [...new Set(form.tools.flatMap(({ app, name }) => [`${app}.*`, name]))];
  return (
    <li aria-labelledby={`${id}-title`} className="flex flex-col gap-3 rounded-lg border border-line p-3">
      <div className="flex items-center justify-between gap-2">
        <h3 id={`${id}-title`} className="sr-only">
          {words.rule(index + 1)}
        </h3>
        <Segmented
          label={words.policyOf(index + 1)}
          value={policy}
          options={POLICIES.map((value) => ({ value, label: words.policies[value] }))}
          onChange={(value) => {
            if (form.disabled) return;
            // the older spelling would contradict it
            const { require: _, ...kept } = rule;
            form.edit({ kind: "set", path, value: { ...kept, policy: value } });
          }}
        />
        <IconButton
          label={words.remove(index + 1)}
          disabled={form.disabled}
          onClick={() => form.edit({ kind: "remove", path })}
        >
          <Trash2 size={14} />
        </IconButton>
      </div>
      <div className="grid items-end gap-3 @lg:grid-cols-2">
        {rule.effect !== undefined ? (
          <ChoiceField
            path={[...path, "effect"]}
            label={words.effect}
            options={(["read", "write", "external"] as const).map((value) => ({ value, label: words.effects[value] }))}
          />
        ) : (
          <TextField path={[...path, "tool"]} label={words.tool} options={patterns} required mono />
        )}
        {policy === "ask" && <WordsField path={[...path, "to"]} label={words.to} placeholder="role:approver" />}
      </div>
      <TextField path={[...path, "when"]} label={words.when} hint={words.whenHint} mono />
    </li>
  );
}
