import { text } from "../../text.ts";
import { isPlainObject } from "../yaml/render.ts";
import type { Path } from "../yaml/entries.ts";
import { ChoiceField, TextField } from "./fields.tsx";
import { at, useForm } from "./form-context.ts";

const NEW: Record<string, unknown> = { for: "5m", until: { until: "" }, event: { event: "" } };

export function WaitFields({ path }: { path: Path }) {
  const form = useForm();
  const words = text.definitions.form.steps;
  const own = [...path, "wait"];
  const wait = at(form.value, own);
  const kind = isPlainObject(wait)
    ? wait.event !== undefined
      ? "event"
      : wait.until !== undefined
        ? "until"
        : "for"
    : "for";
  return (
    <div className="grid items-end gap-4 @lg:grid-cols-2">
      <ChoiceField
        path={own}
        label={words.waitFor}
        value={kind}
        options={(["for", "until", "event"] as const).map((value) => ({ value, label: words.waits[value] }))}
        onChange={(next) => next !== kind && form.edit({ kind: "set", path: own, value: NEW[next] })}
      />
      {kind === "event" ? (
        <>
          <TextField path={[...own, "event"]} label={words.event} required mono />
          <TextField path={[...own, "key"]} label={words.key} hint={words.keyHint} mono />
          <TextField path={[...own, "due"]} label={words.due} placeholder="1d" />
        </>
      ) : kind === "until" ? (
        <TextField path={[...own, "until"]} label={words.moment} required mono />
      ) : (
        <TextField
          path={isPlainObject(wait) ? [...own, "for"] : own}
          label={words.duration}
          placeholder="15m"
          required
        />
      )}
    </div>
  );
}
