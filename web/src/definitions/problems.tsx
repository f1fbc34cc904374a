import type { DefinitionIssue } from "@taskwright/api/definition.ts";
import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import type { fixOf as findFix } from "./fixes.ts";

type Fix = NonNullable<ReturnType<typeof findFix>>;

/** What the check found, in words and by place; a click goes there. */
export function Problems({
  issues,
  checking,
  onGoTo,
  fixOf,
  onFix,
}: {
  issues: DefinitionIssue[] | undefined;
  checking: boolean;
  onGoTo(issue: DefinitionIssue): void;
  fixOf(issue: DefinitionIssue): Fix | null;
  onFix(fix: Fix): void;
}) {
  const errors = issues?.filter((issue) => issue.severity === "error").length ?? 0;
  const warnings = (issues?.length ?? 0) - errors;
  return (
    <section
      aria-label={text.definitions.problemsTitle}
      className="max-h-44 shrink-0 overflow-y-auto border-t border-line bg-page"
    >
      <p role="status" className="sticky top-0 flex items-center gap-1.5 bg-page px-4 py-1.5 text-soft">
        {issues === undefined || checking ? (
          text.definitions.checking
        ) : issues.length === 0 ? (
          <>
            <CircleCheck size={14} aria-hidden className="text-good" /> {text.definitions.ok}
          </>
        ) : (
          <span className={errors > 0 ? "font-medium text-bad" : "font-medium"}>
            {text.definitions.problems(errors, warnings)}
          </span>
        )}
      </p>
      {issues && issues.length > 0 && (
        <ul className="pb-2">
          {issues.map((issue, index) => (
            <li key={index} className="flex items-start pr-2 hover:bg-raised">
              <button
                type="button"
                onClick={() => onGoTo(issue)}
                className="flex min-w-0 flex-1 items-start gap-2 px-4 py-1 text-left -outline-offset-2"
              >
                {issue.severity === "error" ? (
                  <CircleAlert size={14} aria-hidden className="mt-0.5 shrink-0 text-bad" />
                ) : (
                  <TriangleAlert size={14} aria-hidden className="mt-0.5 shrink-0 text-soft" />
                )}
                <span className="min-w-0 flex-1">{issue.message}</span>
                <span className="shrink-0 text-xs text-faint">{text.definitions.line(issue.line, issue.column)}</span>
              </button>
              <FixButton fix={fixOf(issue)} onFix={onFix} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function FixButton({ fix, onFix }: { fix: Fix | null; onFix(fix: Fix): void }) {
  if (!fix) return null;
  return (
    <Button className="min-h-7!" onClick={() => onFix(fix)}>
      {text.definitions.writeInstead(fix.word)}
    </Button>
  );
}
