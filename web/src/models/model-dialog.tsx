import type { Model, ModelProvider } from "@taskwright/api/model.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { messageOf } from "../api/problem.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { described, Field } from "../ui/field.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Notice } from "../ui/states.tsx";
import { toast } from "../ui/toast.tsx";
import { type ModelDraft, modelDraft, type ModelIssues, isHere, readModel } from "./draft.ts";
import { MoreOfModel } from "./more.tsx";
import { createModel, modelsQuery, updateModel } from "./queries.ts";

const PROVIDERS: ModelProvider[] = ["openai", "anthropic", "google", "compatible"];

/** Connects a model, or changes one: its key is typed and never shown. */
export function ModelDialog({ model, others, onClose }: { model?: Model; others: Model[]; onClose(): void }) {
  const id = useId();
  const client = useQueryClient();
  const words = text.models.form;
  const [draft, setDraft] = useState(() => modelDraft(model));
  const [issues, setIssues] = useState<ModelIssues>({});
  const change = (part: Partial<ModelDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
    setIssues({});
  };
  const save = useMutation({
    mutationFn: (value: Parameters<typeof createModel>[0]) =>
      model ? updateModel(model.id, { ...value, version: model.version }) : createModel(value),
    onSuccess(saved) {
      toast(model ? text.models.saved(saved.name) : text.models.connected(saved.name));
      void client.invalidateQueries({ queryKey: modelsQuery.queryKey });
      void client.invalidateQueries({ queryKey: ["agents"] });
      onClose();
    },
  });
  return (
    <Dialog title={model ? words.editTitle(model.name) : text.models.connect} onClose={onClose} wide>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const read = readModel(draft);
          setIssues("issues" in read ? read.issues : {});
          if ("value" in read) save.mutate(read.value);
        }}
      >
        <Segmented
          label={words.provider}
          value={draft.provider}
          options={PROVIDERS.map((value) => ({ value, label: text.models.providers[value] }))}
          onChange={(provider) => change({ provider })}
        />
        <p className="-mt-2 text-soft">{words.providerText[draft.provider]}</p>
        {draft.provider === "compatible" && <Address draft={draft} change={change} error={issues.address} />}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field id={`${id}-model`} label={words.modelName} error={issues.modelName}>
            <input
              id={`${id}-model`}
              maxLength={200}
              autoComplete="off"
              spellCheck={false}
              placeholder={EXAMPLES[draft.provider]}
              value={draft.modelName}
              onChange={(event) => change({ modelName: event.target.value })}
              className="control font-mono text-xs"
              {...described(`${id}-model`, undefined, issues.modelName)}
            />
          </Field>
          <Field id={`${id}-name`} label={words.name} optional={text.forms.optional}>
            <input
              id={`${id}-name`}
              dir="auto"
              maxLength={200}
              autoComplete="off"
              placeholder={draft.modelName || undefined}
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
              className="control"
            />
          </Field>
        </div>
        <Field
          id={`${id}-key`}
          label={words.key}
          hint={model?.hasKey ? words.keyKept : words.keyHint}
          {...(draft.provider === "compatible" || model?.hasKey ? { optional: text.forms.optional } : {})}
        >
          <input
            id={`${id}-key`}
            type="password"
            autoComplete="off"
            maxLength={4000}
            value={draft.key}
            onChange={(event) => change({ key: event.target.value })}
            aria-describedby={`${id}-key-hint`}
            className="control"
          />
        </Field>
        <MoreOfModel draft={draft} change={change} issues={issues} others={others} />
        <div role="alert">{save.isError && <Notice tone="bad">{messageOf(save.error)}</Notice>}</div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.actions.cancel}</Button>
          <Button type="submit" look="plain" busy={save.isPending}>
            {model ? text.actions.save : words.connect}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const AN_ADDRESS = "http://127.0.0.1:11434/v1";
/** As their providers write them. */
const EXAMPLES: Record<ModelProvider, string> = {
  openai: "gpt-5-mini",
  anthropic: "claude-sonnet-4-5",
  google: "gemini-2.5-flash",
  compatible: "llama3.2",
};

interface AddressProps {
  draft: ModelDraft;
  change(part: Partial<ModelDraft>): void;
  error: string | undefined;
}

function Address({ draft, change, error }: AddressProps) {
  const id = useId();
  const words = text.models.form;
  return (
    <div className="flex flex-col gap-2">
      <Field id={id} label={words.address} error={error}>
        <input
          id={id}
          type="url"
          maxLength={1000}
          autoComplete="off"
          spellCheck={false}
          placeholder={AN_ADDRESS}
          value={draft.address}
          onChange={(event) => change({ address: event.target.value, thisMachine: isHere(event.target.value) })}
          className="control font-mono text-xs"
          {...described(id, undefined, error)}
        />
      </Field>
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          className="mt-0.5 size-4 accent-(--ink)"
          checked={draft.thisMachine}
          onChange={(event) => change({ thisMachine: event.target.checked })}
        />
        {words.thisMachine}
      </label>
    </div>
  );
}
