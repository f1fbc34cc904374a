import { text } from "../../text.ts";
import { isPlainObject } from "../yaml/render.ts";
import type { StepKind } from "../step-list.ts";
import type { Path } from "../yaml/entries.ts";
import { ChoiceField, DataField, TextField, WordsField } from "./fields.tsx";
import { at, useForm } from "./form-context.ts";
import { ToolFields } from "./tool-fields.tsx";
import { WaitFields } from "./wait-fields.tsx";

export function StepFields({ path, kind }: { path: Path; kind: StepKind }) {
  const words = text.definitions.form.steps;
  return (
    <>
      <div className="grid items-end gap-4 @lg:grid-cols-2">
        <TextField path={[...path, "title"]} label={words.stepTitle} />
        <TextField path={[...path, "id"]} label={words.id} hint={words.idHint} mono />
      </div>
      <OwnFields path={path} kind={kind} />
      <details>
        <summary className="text-soft">{words.more}</summary>
        <div className="mt-3 flex flex-col gap-4">
          <TextField path={[...path, "if"]} label={words.condition} hint={words.conditionHint} mono />
          <div className="grid items-end gap-4 @lg:grid-cols-2">
            <OnError path={path} />
            <TextField path={[...path, "timeout"]} label={words.timeout} placeholder="15m" />
            <Attempts path={path} />
          </div>
        </div>
      </details>
    </>
  );
}

function OwnFields({ path, kind }: { path: Path; kind: StepKind }) {
  const form = useForm();
  const words = text.definitions.form.steps;
  switch (kind) {
    case "use":
      return <ToolFields path={path} />;
    case "agent":
      return (
        <>
          <TextField path={[...path, "agent"]} label={words.instructions} rows={5} required />
          <DataField path={[...path, "with"]} label={words.given_} hint={words.dataHint} />
          <DataField path={[...path, "output"]} label={words.answerShape} hint={words.schemaHint} />
        </>
      );
    case "ask":
      return (
        <>
          <div className="grid items-end gap-4 @lg:grid-cols-2">
            <ChoiceField
              path={[...path, "ask"]}
              label={words.ask}
              options={(["approval", "question"] as const).map((value) => ({ value, label: words.asks[value] }))}
            />
            <WordsField
              path={[...path, "to"]}
              label={words.to}
              placeholder={at(form.value, [...path, "ask"]) === "question" ? "role:operator" : "role:approver"}
            />
            <TextField path={[...path, "due"]} label={words.due} hint={words.dueHint} placeholder="8h" />
            {at(form.value, [...path, "ask"]) === "approval" && (
              <ChoiceField
                path={[...path, "on_reject"]}
                label={words.onReject}
                empty={words.rejects.cancel}
                options={(["fail", "continue"] as const).map((value) => ({ value, label: words.rejects[value] }))}
              />
            )}
          </div>
          <TextField path={[...path, "body"]} label={words.body} rows={3} />
          <DataField path={[...path, "subject"]} label={words.subject} hint={words.dataHint} />
          <DataField path={[...path, "form"]} label={words.answerShape} hint={words.schemaHint} />
        </>
      );
    case "set":
      return <DataField path={[...path, "set"]} label={words.set} hint={words.dataHint} required />;
    case "wait":
      return <WaitFields path={path} />;
    case "task":
      return (
        <>
          <div className="grid items-end gap-4 @lg:grid-cols-2">
            <ChoiceField
              path={[...path, "task"]}
              label={words.task}
              options={form.definitions.map((name) => ({ value: name, label: name }))}
            />
            <TextField path={[...path, "as"]} label={words.as} options={form.agents} />
          </div>
          <DataField path={[...path, "with"]} label={words.inputsOf} hint={words.dataHint} />
        </>
      );
    case "each":
      return (
        <>
          <DataField path={[...path, "each"]} label={words.each} hint={words.eachHint} rows={1} required />
          <TextField path={[...path, "concurrency"]} label={words.concurrency} placeholder="1" number />
          <DataField path={[...path, "collect"]} label={words.collect} hint={words.collectHint} />
        </>
      );
    default:
      return <p className="text-soft">{kind === "parallel" ? words.parallelAbout : words.blockAbout}</p>;
  }
}

function OnError({ path }: { path: Path }) {
  const form = useForm();
  const words = text.definitions.form.steps;
  const value = at(form.value, [...path, "on_error"]);
  return (
    <ChoiceField
      path={[...path, "on_error"]}
      label={words.onError}
      value={Array.isArray(value) ? "steps" : typeof value === "string" ? value : ""}
      empty={words.errors.fail}
      options={[
        { value: "continue", label: words.errors.continue },
        { value: "steps", label: words.errors.steps },
      ]}
      onChange={(next) => {
        if (next === "") form.edit({ kind: "clear", path: [...path, "on_error"] });
        else if (next !== "steps") form.edit({ kind: "set", path: [...path, "on_error"], value: next });
        else if (!Array.isArray(value)) form.edit({ kind: "set", path: [...path, "on_error"], value: [{ set: "" }] });
      }}
    />
  );
}

function Attempts({ path }: { path: Path }) {
  const form = useForm();
  const retry = at(form.value, [...path, "retry"]);
  const words = text.definitions.form.steps;
  return isPlainObject(retry) ? (
    <DataField path={[...path, "retry"]} label={words.retry} rows={2} />
  ) : (
    <ChoiceField
      path={[...path, "retry"]}
      label={words.retry}
      empty={words.attempts(1)}
      options={[2, 3, 5, 10].map((attempts) => ({ value: String(attempts), label: words.attempts(attempts) }))}
      onChange={(next) =>
        next !== "" && form.edit({ kind: "set", path: [...path, "retry"], value: { attempts: Number(next) } })
      }
    />
  );
}
