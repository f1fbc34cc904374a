import type { ErrorComponentProps } from "@tanstack/react-router";
import { ApiProblem, messageOf } from "../api/problem.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Failed } from "../ui/states.tsx";

/** Catches what a page throws; the shell around it stays usable. */
export function Broken({ error, reset }: ErrorComponentProps) {
  if (error instanceof ApiProblem) return <Failed error={error} onRetry={reset} />;
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center gap-3 px-6 py-16 text-center">
      <p>{text.errors.page}</p>
      <pre className="max-w-full overflow-auto rounded-md bg-raised p-2 text-left font-mono text-xs">
        {messageOf(error)}
      </pre>
      <Button onClick={() => location.reload()}>{text.actions.tryAgain}</Button>
    </div>
  );
}
