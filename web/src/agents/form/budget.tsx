import { useId } from "react";
import { text } from "../../text.ts";
import type { FormPart } from "./agent-form.tsx";
import { BUDGET_SCOPES, BUDGET_WHATS } from "./draft.ts";
import { Section } from "./section.tsx";

/** What may be spent per task and per day before a person is asked. */
export function Budgets({ draft, change, issues, disabled }: FormPart) {
  const id = useId();
  const words = text.agents.form;
  return (
    <Section title={words.budget} about={words.budgetAbout} error={issues.budget}>
      <table className="w-full max-w-xl text-left">
        <thead className="text-xs text-faint">
          <tr>
            <th scope="col" className="py-1 font-normal">
              <span className="sr-only">{words.budgetOf}</span>
            </th>
            {BUDGET_SCOPES.map((scope) => (
              <th key={scope} scope="col" className="py-1 pl-3 font-normal">
                {words.budgetScopes[scope]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {BUDGET_WHATS.map((what) => (
            <tr key={what}>
              <th scope="row" id={`${id}-${what}`} className="py-1 pr-3 font-medium">
                {words.budgetWhats[what]}
              </th>
              {BUDGET_SCOPES.map((scope) => (
                <td key={scope} className="py-1 pl-3">
                  <input
                    inputMode="decimal"
                    aria-label={`${words.budgetWhats[what]}, ${words.budgetScopes[scope]}`}
                    placeholder={text.agents.noLimit}
                    disabled={disabled}
                    value={draft.budget[scope][what]}
                    onChange={(event) =>
                      change({
                        budget: { ...draft.budget, [scope]: { ...draft.budget[scope], [what]: event.target.value } },
                      })
                    }
                    className="control min-w-0"
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
