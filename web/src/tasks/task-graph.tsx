import type { DefinitionDocument } from "@taskwright/api/language.ts";
import type { Step } from "@taskwright/api/step.ts";
import type { Task } from "@taskwright/api/task.ts";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { DefinitionGraph } from "../definitions/graph/definition-graph.tsx";
import { nodeStates } from "../definitions/graph/states.ts";
import { definitionQuery } from "../definitions/queries.ts";
import { Failed, SkeletonRows } from "../ui/states.tsx";

/** The definition that the task runs, with the way it has taken and where it is now. */
export function TaskGraph({
  task,
  steps,
  chosen,
  onChoose,
}: {
  task: Task;
  steps: Step[];
  chosen: string | undefined;
  onChoose(path: string): void;
}) {
  const definition = useQuery({
    ...definitionQuery(task.definition.id, task.definition.version),
    staleTime: Infinity,
  });
  const states = useMemo(() => nodeStates(steps), [steps]);
  if (definition.isPending) return <SkeletonRows />;
  if (definition.isError) return <Failed error={definition.error} onRetry={() => void definition.refetch()} />;
  return (
    <DefinitionGraph
      document={definition.data.effective as DefinitionDocument}
      states={states}
      chosen={chosen}
      onChoose={onChoose}
    />
  );
}
