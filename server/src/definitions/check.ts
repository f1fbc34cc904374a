import type { DefinitionIssue } from "@taskwright/api/definition.ts";
import type { DefinitionDocument, InputSpec } from "@taskwright/api/language.ts";
import type { Catalog } from "../apps/tool.ts";
import { checkControls } from "./check-controls.ts";
import { ExpressionCheck } from "./check-expressions.ts";
import { checkInputs } from "./check-inputs.ts";
import { checkSteps } from "./check-steps.ts";
import { Findings } from "./findings.ts";
import type { ParsedDefinition } from "./language.ts";
import type { EffectiveDefinition } from "./inherit.ts";
import { isInherited } from "./inherited-path.ts";
import type { Path } from "./places.ts";

/** What a definition may speak of besides itself. */
export interface Surroundings {
  tools: Catalog;
  /** the inputs of every other definition, by its name */
  definitions: ReadonlyMap<string, Record<string, InputSpec>>;
  agents: ReadonlySet<string>;
}

/** What every check is given. */
export interface Check extends Surroundings {
  document: DefinitionDocument;
  findings: Findings;
  expressions: ExpressionCheck;
}

/**
 * Finds what is wrong in a definition that has the right shape. Its parents' parts are looked at as
 * well, since its own parts and theirs must fit together; what is wrong in those is shown at `parent`.
 */
export function checkDefinition(
  parsed: ParsedDefinition,
  effective: EffectiveDefinition,
  surroundings: Surroundings,
): DefinitionIssue[] {
  const { document, inherited } = effective;
  const findings = new Findings(parsed.places, (path) => isInherited(path, inherited));
  const expressions = new ExpressionCheck(document, findings);
  const check: Check = { ...surroundings, document, findings, expressions };
  checkTop(check);
  checkInputs(document.inputs ?? {}, ["inputs"], findings);
  checkControls(check);
  const after = checkSteps(check);
  expressions.template(document.outputs, ["outputs"], after);
  return findings.issues;
}

function checkTop({ document, findings, expressions, agents }: Check): void {
  expressions.template(document.title, ["title"], { roots: ["inputs", "now"], steps: null });
  const { agent } = document;
  if (agent !== undefined && !agents.has(agent)) {
    findings.warning(
      ["agent"],
      `there is no agent "${agent}" yet; pushing this definition creates it, without a limit`,
    );
  }
  if (!document.steps && document.instructions === undefined) {
    findings.warning(
      ["name"] satisfies Path,
      "it has neither steps nor instructions: it can be a parent, but its tasks do nothing",
    );
  }
}
