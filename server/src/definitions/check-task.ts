import type { TaskStep } from "@taskwright/api/language.ts";
import type { Check } from "./check.ts";
import type { Sight } from "./check-expressions.ts";
import { isRequired, readInputs } from "./inputs.ts";
import type { Path } from "./places.ts";
import { didYouMean } from "./suggest.ts";

/** The definition of a sub-task is there, and takes these inputs. */
export function checkTask(check: Check, step: TaskStep, path: Path, sight: Sight): void {
  const { document, definitions, agents, findings, expressions } = check;
  const given = step.with ?? {};
  const place = [...path, "with"];
  const inputs = step.task === document.name ? (document.inputs ?? {}) : definitions.get(step.task);
  if (!inputs) {
    const why = step.task.includes("{{")
      ? "a definition is named, not computed"
      : `there is no definition "${step.task}"; push it first`;
    findings.error([...path, "task"], `${why}.${didYouMean(step.task, definitions.keys())}`);
  }
  for (const [name, value] of Object.entries(given)) {
    const constant = expressions.template(value, [...place, name], sight);
    if (!inputs) continue;
    const spec = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (!spec) {
      findings.errorAtKey(
        [...place, name],
        `"${step.task}" has no input "${name}".${didYouMean(name, Object.keys(inputs))}`,
      );
    } else if (constant) {
      for (const { message } of readInputs({ [name]: spec }, { [name]: value }).issues)
        findings.error([...place, name], message);
    }
  }
  for (const [name, spec] of Object.entries(inputs ?? {})) {
    if (!isRequired(spec) || Object.hasOwn(given, name)) continue;
    findings.errorAtKey([...path, "task"], `"${step.task}" needs the input "${name}"; give it under "with"`);
  }
  if (step.as !== undefined && !agents.has(step.as)) {
    findings.error([...path, "as"], `there is no agent "${step.as}"; create it first.${didYouMean(step.as, agents)}`);
  }
}
