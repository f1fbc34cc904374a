import type { ToolInfo } from "@taskwright/api/definition.ts";
import type { Interaction } from "@taskwright/api/interaction.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { fieldIssues, messageOf } from "../../api/problem.ts";
import { text } from "../../text.ts";
import { Button } from "../../ui/button.tsx";
import { SchemaForm } from "../../ui/form/schema-form.tsx";
import { useSchemaForm } from "../../ui/form/use-schema-form.ts";
import { Notice } from "../../ui/states.tsx";
import { callTool, detailsQuery } from "../queries.ts";

/** A tool's arguments as a form. */
export function CallForm({ request, tool, onCalled }: { request: Interaction; tool: ToolInfo; onCalled(): void }) {
  const client = useQueryClient();
  const form = useSchemaForm(`call-${request.id}`, tool.argsSchema);
  const call = useMutation({
    mutationFn: (args: Record<string, unknown>) => callTool(request.id, { tool: tool.name, args }),
    onSuccess(details) {
      client.setQueryData(detailsQuery(request.id).queryKey, details);
      onCalled();
    },
    onError: (error) => form.refuse(fieldIssues(error)),
  });
  return (
    <form
      noValidate
      aria-label={tool.title}
      className="flex flex-col gap-3 rounded-lg border border-line bg-page p-4"
      onSubmit={(event) => {
        event.preventDefault();
        const read = form.read();
        if (read) call.mutate((read.value ?? {}) as Record<string, unknown>);
      }}
    >
      <p className="text-soft">
        {tool.description} ({text.steps.effects[tool.effect]})
      </p>
      <SchemaForm form={form} />
      <div role="alert">{call.isError && <Notice tone="bad">{messageOf(call.error)}</Notice>}</div>
      <div>
        <Button type="submit" look="plain" busy={call.isPending}>
          <Play size={14} aria-hidden />
          {text.inbox.handover.call(tool.title)}
        </Button>
      </div>
    </form>
  );
}
