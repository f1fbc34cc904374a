import type { App, ConfirmTools } from "@taskwright/api/app.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { toolsQuery } from "../definitions/queries.ts";
import { toast, toastProblem } from "../ui/toast.tsx";
import { appsQuery, confirmTools } from "./queries.ts";

/** Says what calling tools means, and reads both lists again. */
export function useConfirm(app: number | undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ tools }: { tools: z.input<typeof ConfirmTools>["tools"]; said: string }) =>
      confirmTools(app!, tools),
    onSuccess(saved, { said }) {
      client.setQueryData(appsQuery.queryKey, (all: App[] | undefined) =>
        all?.map((one) => (one.id === saved.id ? saved : one)),
      );
      toast(said);
    },
    onError: toastProblem,
    onSettled: () => client.invalidateQueries({ queryKey: toolsQuery.queryKey }),
  });
}
