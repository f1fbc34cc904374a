import type { Agent } from "@taskwright/api/agent.ts";
import { messageOf } from "../../api/problem.ts";
import { text } from "../../text.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/states.tsx";
import { usePageKeys } from "../../ui/use-keys.ts";
import { Basics } from "./basics.tsx";
import { Budgets } from "./budget.tsx";
import { Conflict } from "./conflict.tsx";
import type { AgentDraft, DraftIssues } from "./draft.ts";
import { Hours } from "./hours.tsx";
import { Tools } from "./tools.tsx";
import { useAgentForm } from "./use-agent-form.ts";
import { Work } from "./work.tsx";

/** What every section of the form is given. */
export interface FormPart {
  draft: AgentDraft;
  change(part: Partial<AgentDraft>): void;
  issues: DraftIssues;
  disabled: boolean;
}

/** Everything one can say of an agent; without one, of a new one. */
export function AgentForm({ agent, disabled }: { agent?: Agent; disabled: boolean }) {
  const form = useAgentForm(agent);
  usePageKeys([{ keys: "mod+s", label: text.actions.save, run: form.save, off: disabled || !form.dirty }]);
  const part: FormPart = { draft: form.draft, change: form.change, issues: form.issues, disabled };
  return (
    <form
      noValidate
      className="flex max-w-3xl flex-col px-4"
      onSubmit={(event) => {
        event.preventDefault();
        form.save();
      }}
    >
      <Basics {...part} />
      <Tools {...part} />
      <Work {...part} withSwitch={!agent} />
      <Hours {...part} />
      <Budgets {...part} />
      {!disabled && (!agent || form.dirty) && (
        <div className="sticky bottom-0 z-[3] -mx-4 flex flex-col gap-2 border-t border-line bg-surface px-4 py-3">
          {form.theirs && (
            <Conflict
              base={form.base}
              theirs={form.theirs}
              mine={form.draft}
              onKeep={form.keepMine}
              onDrop={form.takeTheirs}
            />
          )}
          <div role="alert">{form.error && <Notice tone="bad">{messageOf(form.error)}</Notice>}</div>
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" look="plain" size="lg" busy={form.busy}>
              {agent ? text.actions.save : text.agents.create}
            </Button>
            {agent && <Button onClick={form.reset}>{text.agents.form.discard}</Button>}
            <span role="status" className="text-soft">
              {agent && text.agents.form.unsaved}
            </span>
          </div>
        </div>
      )}
    </form>
  );
}
