import type { Interaction } from "@taskwright/api/interaction.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Check, Inbox } from "lucide-react";
import { respond } from "../../interactions/queries.ts";
import { text } from "../../text.ts";
import { CommandGroup, CommandItem } from "../../ui/command.tsx";
import { Facts } from "../../ui/facts.tsx";
import { toast, toastProblem } from "../../ui/toast.tsx";

/** A plain yes will do; whatever asks for more is decided in the inbox. */
export function canApproveHere(request: Interaction): boolean {
  return request.mine && request.kind === "approval" && (request.form ?? null) === null;
}

/** What one is about to approve, in full. */
export function ApproveFacts({ request }: { request: Interaction }) {
  return (
    <section aria-label={text.inbox.subject} className="flex flex-col gap-3 p-2.5">
      <h2 className="text-lg font-semibold text-balance">{request.title}</h2>
      {request.body && <p className="whitespace-pre-wrap">{request.body}</p>}
      {(request.subject ?? null) !== null && (
        <div className="rounded-lg border border-line bg-page p-3">
          <Facts value={request.subject} label={text.inbox.subject} />
        </div>
      )}
    </section>
  );
}

/** One more Enter, or a look at it in the inbox. */
export function ApproveChoices({ request, onDone }: { request: Interaction; onDone(): void }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const approval = useMutation({
    mutationFn: () => respond(request.id, { outcome: "approve" }),
    onSuccess: () => toast(text.inbox.done.approve(request.title)),
    onError: toastProblem,
    onSettled() {
      void client.invalidateQueries({ queryKey: ["interactions"] });
      onDone();
    },
  });
  return (
    <CommandGroup heading={text.command.decision}>
      <CommandItem
        id="approve-now"
        icon={<Check size={15} className="text-human-text" />}
        onSelect={() => !approval.isPending && approval.mutate()}
      >
        {text.inbox.approve}
      </CommandItem>
      <CommandItem
        id="open-in-inbox"
        icon={<Inbox size={15} />}
        onSelect={() => {
          onDone();
          void navigate({ to: "/inbox", search: { request: request.id } });
        }}
      >
        {text.command.openInInbox}
      </CommandItem>
    </CommandGroup>
  );
}
