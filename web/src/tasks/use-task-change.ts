import type { TaskChange } from "@taskwright/api/task-control.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { inWords } from "../text/sentences.ts";
import { toast, toastProblem } from "../ui/toast.tsx";
import { taskQuery } from "./queries.ts";

/** Asks the server for a change and says what came of it: it may be refused, so nothing is shown before. */
export function useTaskChange(id: number, onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ask: () => Promise<TaskChange>) => ask(),
    onSuccess(change) {
      client.setQueryData(taskQuery(id).queryKey, change.task);
      toast(inWords(change.sentence, change.message));
      onDone?.();
    },
    onError: toastProblem,
    onSettled: () => void client.invalidateQueries({ queryKey: ["task", id] }),
  });
}
