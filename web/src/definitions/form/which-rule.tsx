import type { PolicyCheck, PolicyVerdict } from "@taskwright/api/policy-check.ts";
import { useMutation } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Ban, CircleCheck, User } from "lucide-react";
import { useId, useState } from "react";
import type { z } from "zod";
import { send } from "../../api/http.ts";
import { messageOf } from "../../api/problem.ts";
import { text } from "../../text.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Notice } from "../../ui/states.tsx";
import { useForm } from "./form-context.ts";

type Verdict = z.infer<typeof PolicyVerdict>;
type Chooser = "definition" | "model";

/** A call that might be made: would it, and by which rule? Only a saved definition can be asked. */
export function WhichRule() {
  const { id } = useParams({ strict: false });
  return id === undefined ? null : <Tester definition={Number(id)} />;
}

function Tester({ definition }: { definition: number }) {
  const form = useForm();
  const id = useId();
  const [tool, setTool] = useState("");
  const [args, setArgs] = useState("{}");
  const [chosenBy, setChosenBy] = useState<Chooser>("definition");
  const [untrusted, setUntrusted] = useState(false);
  const words = text.dryRun.whichRule;
  const given = readArgs(args);
  const check = useMutation({
    mutationFn: () =>
      send<Verdict>("POST", `/definitions/${definition}/policy-check`, {
        tool,
        args: given ?? {},
        chosenBy,
        untrusted,
      } satisfies z.input<typeof PolicyCheck>),
  });
  // no form of its own: it stands within the definition's
  const ask = () => given && tool !== "" && check.mutate();
  return (
    <details className="rounded-lg border border-line p-3">
      <summary className="font-medium">{words.title}</summary>
      <div className="mt-3 flex flex-col gap-3">
        <p className="text-xs text-faint">{words.about}</p>
        <Field id={`${id}-tool`} label={words.tool}>
          <input
            id={`${id}-tool`}
            list={`${id}-tools`}
            autoComplete="off"
            spellCheck={false}
            className="control font-mono"
            value={tool}
            onChange={(event) => setTool(event.target.value)}
          />
          <datalist id={`${id}-tools`}>
            {form.tools.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </datalist>
        </Field>
        <Field id={`${id}-args`} label={words.args} error={given ? undefined : words.argsError}>
          <textarea
            id={`${id}-args`}
            rows={3}
            spellCheck={false}
            aria-invalid={given ? undefined : true}
            className="control font-mono text-xs"
            value={args}
            onChange={(event) => setArgs(event.target.value)}
          />
        </Field>
        <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
          <Segmented<Chooser>
            label={words.chosenBy}
            value={chosenBy}
            onChange={setChosenBy}
            options={(["definition", "model"] as const).map((value) => ({ value, label: words.choosers[value] }))}
          />
          <label className="flex min-h-8 items-center gap-2">
            <input type="checkbox" checked={untrusted} onChange={(event) => setUntrusted(event.target.checked)} />
            {words.untrusted}
          </label>
        </div>
        <div>
          <Button disabled={!given || tool === ""} busy={check.isPending} onClick={ask}>
            {words.ask}
          </Button>
        </div>
        <div role="status">
          {check.isError && <Notice tone="bad">{messageOf(check.error)}</Notice>}
          {check.data && !check.isPending && <Answer verdict={check.data} />}
        </div>
      </div>
    </details>
  );
}

const SIGNS = {
  allow: { tone: "good", icon: CircleCheck },
  ask: { tone: "human", icon: User },
  deny: { tone: "bad", icon: Ban },
} as const;

function Answer({ verdict }: { verdict: Verdict }) {
  const words = text.dryRun.whichRule;
  const asked = verdict.to.length > 0 ? verdict.to.map(text.inbox.assignee).join(", ") : words.anyone;
  return (
    <div className="flex flex-col items-start gap-1">
      <Badge {...SIGNS[verdict.policy]}>{words.verdicts[verdict.policy]}</Badge>
      <p>
        {verdict.rule.text} <span className="text-faint">({words.where[verdict.rule.where]})</span>
      </p>
      {verdict.policy === "ask" && (
        <p className="text-soft">
          {words.asks}: {asked}
        </p>
      )}
    </div>
  );
}

function readArgs(typed: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(typed.trim() || "{}");
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
