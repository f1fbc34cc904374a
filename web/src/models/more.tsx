import type { Model } from "@taskwright/api/model.ts";
import { useId } from "react";
import { text } from "../text.ts";
import { Field } from "../ui/field.tsx";
import { LIMITS, type ModelDraft, type ModelIssues, PRICES } from "./draft.ts";

interface MoreProps {
  draft: ModelDraft;
  change(part: Partial<ModelDraft>): void;
  issues: ModelIssues;
  others: Model[];
}

/** What most never need: limits, a fallback, prices of one's own, which of OpenAI's APIs. */
export function MoreOfModel({ draft, change, issues, others }: MoreProps) {
  const id = useId();
  const words = text.models.form;
  return (
    <details open={Boolean(issues.limits || issues.prices) || undefined}>
      <summary className="text-soft">{words.more}</summary>
      <div className="mt-3 flex flex-col gap-4">
        <Field id={`${id}-fallback`} label={words.fallback} hint={words.fallbackHint}>
          <select
            id={`${id}-fallback`}
            value={draft.fallbackId ?? ""}
            onChange={(event) => change({ fallbackId: event.target.value === "" ? null : Number(event.target.value) })}
            aria-describedby={`${id}-fallback-hint`}
            className="control"
          >
            <option value="">{words.noFallback}</option>
            {others.map((model) => (
              <option key={model.id} value={model.id}>
                {model.name}
              </option>
            ))}
          </select>
        </Field>
        <Amounts legend={words.limits} about={words.limitsHint} error={issues.limits}>
          {LIMITS.map((limit) => (
            <Amount
              key={limit}
              label={words.limitNames[limit]}
              placeholder={text.agents.noLimit}
              value={draft.limits[limit]}
              onChange={(value) => change({ limits: { ...draft.limits, [limit]: value } })}
            />
          ))}
        </Amounts>
        <Amounts legend={words.prices} about={words.pricesHint} error={issues.prices}>
          {PRICES.map((price) => (
            <Amount
              key={price}
              label={words.priceNames[price]}
              placeholder={words.asInTable}
              value={draft.prices[price]}
              onChange={(value) => change({ prices: { ...draft.prices, [price]: value } })}
            />
          ))}
        </Amounts>
        {draft.provider === "openai" && (
          <Field id={`${id}-api`} label={words.api}>
            <select
              id={`${id}-api`}
              value={draft.api}
              onChange={(event) => change({ api: event.target.value as ModelDraft["api"] })}
              className="control"
            >
              <option value="">{words.apiUsual}</option>
              <option value="responses">{words.apis.responses}</option>
              <option value="chat">{words.apis.chat}</option>
            </select>
          </Field>
        )}
      </div>
    </details>
  );
}

function Amounts(props: { legend: string; about: string; error?: string | undefined; children: React.ReactNode }) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="font-medium">{props.legend}</legend>
      <p className="text-xs text-faint">{props.about}</p>
      <div className="grid gap-3 sm:grid-cols-2">{props.children}</div>
      {props.error && (
        <p role="alert" className="text-xs text-bad">
          {props.error}
        </p>
      )}
    </fieldset>
  );
}

function Amount(props: { label: string; placeholder: string; value: string; onChange(value: string): void }) {
  return (
    <label className="flex flex-col gap-1 text-soft">
      {props.label}
      <input
        inputMode="decimal"
        placeholder={props.placeholder}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        className="control text-ink"
      />
    </label>
  );
}
