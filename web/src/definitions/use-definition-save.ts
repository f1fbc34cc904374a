import type { CheckedDefinition, Definition } from "@taskwright/api/definition.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../api/problem.ts";
import { text } from "../text.ts";
import { toast, toastProblem } from "../ui/toast.tsx";
import { pushDefinition } from "./queries.ts";

export interface Overtaken {
  id: number;
  version: number;
}

/** Saves a text as the version after the one it was begun from; who was quicker meanwhile is not overwritten. */
export function useDefinitionSave(handlers: {
  onSaved(definition: Definition): void;
  onIssues(result: CheckedDefinition): void;
  onOvertaken(by: Overtaken): void;
}) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ source, follows }: { source: string; follows: number | undefined }) =>
      pushDefinition(source, follows),
    onSuccess(result) {
      toast(text.definitions.saved(result.name, result.version));
      void client.invalidateQueries({ queryKey: ["definitions"] });
      void client.invalidateQueries({ queryKey: ["definition"] });
      handlers.onSaved(result);
    },
    onError(error) {
      const details = error instanceof ApiProblem ? error.details : {};
      if (error instanceof ApiProblem && error.code === "version_mismatch" && typeof details.id === "number")
        return handlers.onOvertaken({ id: details.id, version: Number(details.version) });
      if (Array.isArray(details.issues))
        handlers.onIssues({
          ok: false,
          issues: details.issues as CheckedDefinition["issues"],
          effective: null,
          inherited: null,
          inputsSchema: null,
        });
      toastProblem(error);
    },
  });
}
