import type { Agent } from "@taskwright/api/agent.ts";
import { useEffect, useState } from "react";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";

/** Saves when Enter is pressed or the button that appears with a change. */
export function LimitField({
  agent,
  disabled,
  onSave,
}: {
  agent: Agent;
  disabled: boolean;
  onSave(limit: number | null): void;
}) {
  const saved = agent.maxConcurrent === null ? "" : String(agent.maxConcurrent);
  const [typed, setTyped] = useState(saved);
  useEffect(() => setTyped(saved), [saved]);
  const limit = readLimit(typed);
  const changed = typed.trim() !== saved;
  return (
    <form
      className="flex items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed && limit !== undefined) onSave(limit);
      }}
    >
      <label className="flex items-center gap-2 text-soft">
        {text.agents.limit}
        <input
          inputMode="numeric"
          aria-label={text.agents.limitOf(agent.name)}
          aria-invalid={limit === undefined || undefined}
          title={limit === undefined ? text.agents.invalidLimit : undefined}
          placeholder={text.agents.noLimit}
          disabled={disabled}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="control w-24"
        />
      </label>
      {changed && (
        <Button type="submit" disabled={disabled || limit === undefined}>
          {text.actions.save}
        </Button>
      )}
    </form>
  );
}

/** undefined: not a limit; null: none. */
export function readLimit(typed: string): number | null | undefined {
  if (typed.trim() === "") return null;
  const limit = Number(typed.trim());
  return Number.isInteger(limit) && limit >= 1 && limit <= 10_000 ? limit : undefined;
}
