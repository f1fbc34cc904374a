import type { Decision, Interaction, Outcome } from "@taskwright/api/interaction.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, Send, X } from "lucide-react";
import { lazy, Suspense, useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from "react";
import { ApiProblem, fieldIssues, messageOf } from "../api/problem.ts";
import { useSession } from "../access/session.ts";
import { serverNow } from "../format/clock.ts";
import { relativeTime } from "../format/time.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { dropDraft, keepDraft, keptDraft } from "../ui/form/kept-draft.ts";
import { useSchemaForm } from "../ui/form/use-schema-form.ts";
import { Kbd } from "../ui/kbd.tsx";
import { Notice, SkeletonRows } from "../ui/states.tsx";
import { toast, toastProblem } from "../ui/toast.tsx";
import { respond } from "./queries.ts";

/** Most requests are plain approvals: what draws a form is no part of the first load. */
const SchemaForm = lazy(async () => ({ default: (await import("../ui/form/schema-form.tsx")).SchemaForm }));

/** What the keys of the inbox reach for. */
export interface DecideHandle {
  approve(): void;
  reject(): void;
  comment(): void;
  /** to the first thing that is to be filled in, else to the first button */
  focus(): void;
}

interface DecideProps {
  request: Interaction;
  /** called once it is decided, by us or by someone else */
  onDecided?(): void;
  handle?: Ref<DecideHandle>;
  withKeys?: boolean;
}

const FREE_TEXT = { type: "string", format: "multiline" };

/** The form and the buttons of an open request. */
export function Decide({ request, onDecided, handle, withKeys = false }: DecideProps) {
  const client = useQueryClient();
  const asksApproval = request.kind === "approval";
  const asksForm = request.form !== null && request.form !== undefined;
  // typed, and not sent yet: kept on this device for this person
  const keep = `${useSession()?.actor.id ?? "?"}/request/${request.id}`;
  const form = useSchemaForm(`answer-${request.id}`, asksForm ? request.form : FREE_TEXT, undefined, keep);
  const [comment, setComment] = useState(() => textOf(keptDraft(`${keep}/comment`)));
  const [rejecting, setRejecting] = useState(false);
  const reason = useRef<HTMLTextAreaElement>(null);
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (comment === "") dropDraft(`${keep}/comment`);
    else keepDraft(`${keep}/comment`, comment);
  }, [keep, comment]);
  useEffect(() => {
    if (rejecting) reason.current?.focus();
  }, [rejecting]);

  const decision = useMutation({
    mutationFn: ({ outcome, answer }: { outcome: Outcome; answer?: unknown }) =>
      respond(request.id, { outcome, answer, comment: comment.trim() || undefined }),
    onSuccess(_, { outcome }) {
      forget();
      toast(text.inbox.done[outcome](request.title));
      onDecided?.();
    },
    onError(error) {
      const issues = fieldIssues(error);
      if (issues.length > 0) return form.refuse(issues);
      if (error instanceof ApiProblem && (error.status === 409 || error.status === 410)) {
        forget();
        toast(text.inbox.alreadyDecided(request.title, decidedMeanwhile(error)), "error");
        return onDecided?.();
      }
      toastProblem(error);
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ["interactions"] }),
  });

  const busy = decision.isPending;
  function approve(): void {
    if (busy || !request.mine) return;
    if (!asksForm && asksApproval) return decision.mutate({ outcome: "approve" });
    const read = form.read();
    if (read) decision.mutate({ outcome: asksApproval ? "approve" : "answer", answer: read.value });
  }
  function reject(): void {
    if (busy || !request.mine || !asksApproval) return;
    if (rejecting) decision.mutate({ outcome: "reject" });
    else setRejecting(true);
  }
  function forget(): void {
    form.reset();
    setComment("");
    dropDraft(`${keep}/comment`);
  }
  useImperativeHandle(handle, () => ({
    approve,
    reject: () => setRejecting(asksApproval && request.mine),
    comment: () => reason.current?.focus(),
    focus: () => element.current?.querySelector<HTMLElement>("input, select, textarea, button")?.focus(),
  }));

  if (!request.mine)
    return <Notice>{text.inbox.notYours(request.assignees.map(text.inbox.assignee).join(", "))}</Notice>;

  const commentId = `comment-${request.id}`;
  const onCommentKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (rejecting) reject();
      else approve();
    }
    if (event.key === "Escape" && rejecting) {
      event.stopPropagation();
      setRejecting(false);
    }
  };
  const problem = decision.error && fieldIssues(decision.error).length > 0 ? messageOf(decision.error) : null;

  return (
    <form
      ref={element}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (rejecting) reject();
        else approve();
      }}
      className="flex flex-col gap-4"
    >
      {/* the buttons too: what is sent before its fields are here could not be corrected */}
      <Suspense fallback={<SkeletonRows rows={2} />}>
        {(asksForm || !asksApproval) && <SchemaForm form={form} />}
        {asksApproval && (
          <div className="flex flex-col gap-1">
            <label htmlFor={commentId} className="font-medium">
              {rejecting ? text.inbox.rejectTitle : text.inbox.comment}
            </label>
            <textarea
              ref={reason}
              id={commentId}
              rows={rejecting ? 3 : 2}
              maxLength={4000}
              value={comment}
              placeholder={rejecting ? text.inbox.reasonHint : text.inbox.commentHint}
              onChange={(event) => setComment(event.target.value)}
              onKeyDown={onCommentKey}
              dir="auto"
              className="control max-w-2xl"
            />
          </div>
        )}
        {problem && <p className="text-bad">{problem}</p>}
        <div className="sticky bottom-0 z-[3] flex flex-wrap gap-2 border-line bg-surface py-3 before:pointer-events-none before:absolute before:inset-x-0 before:bottom-full before:h-4 before:bg-linear-to-t before:from-surface before:to-transparent max-sm:-mx-4 max-sm:border-t max-sm:px-4 max-sm:before:hidden">
          {rejecting ? (
            <>
              <Button type="submit" look="danger" size="lg" busy={busy}>
                <X size={16} />
                {text.inbox.confirmReject}
              </Button>
              <Button size="lg" onClick={() => setRejecting(false)}>
                {text.actions.cancel}
              </Button>
            </>
          ) : (
            <>
              <Button type="submit" look="human" size="lg" busy={busy}>
                {asksApproval ? <Check size={16} /> : <Send size={14} />}
                {asksApproval ? text.inbox.approve : text.inbox.answer}
                {withKeys && asksApproval && <KeyHint keys="a" />}
              </Button>
              {asksApproval && (
                <Button size="lg" disabled={busy} onClick={reject}>
                  <X size={16} />
                  {text.inbox.reject}
                  {withKeys && <KeyHint keys="r" />}
                </Button>
              )}
            </>
          )}
        </div>
      </Suspense>
    </form>
  );
}

/** On a phone there are no keys to tell of. */
function KeyHint({ keys }: { keys: string }) {
  return (
    <span className="max-sm:hidden">
      <Kbd keys={keys} />
    </span>
  );
}

/** Who was quicker, with what, and when, in the reader's own words where the server named them. */
function decidedMeanwhile(error: ApiProblem): string {
  const { decidedBy, decidedAt, decision } = error.details as {
    decidedBy?: { name?: string };
    decidedAt?: string;
    decision?: Decision;
  };
  if (!decidedBy?.name || !decision || !decidedAt) return error.message;
  return `${text.inbox.decided[decision.outcome](decidedBy.name)}, ${relativeTime(Date.parse(decidedAt), serverNow())}`;
}

function textOf(kept: unknown): string {
  return typeof kept === "string" ? kept : "";
}
