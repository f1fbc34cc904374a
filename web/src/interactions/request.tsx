import type { Interaction } from "@taskwright/api/interaction.ts";
import { Link } from "@tanstack/react-router";
import { User } from "lucide-react";
import type { Ref } from "react";
import { serverNow } from "../format/clock.ts";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { Facts } from "../ui/facts.tsx";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/states.tsx";
import { Decide, type DecideHandle } from "./decide.tsx";

/** One request, large: what is asked, about what, by whom, until when, and the buttons. */
export function Request(props: {
  request: Interaction;
  onDecided?(): void;
  handle?: Ref<DecideHandle>;
  withKeys?: boolean;
  withTask?: boolean;
  headingLevel?: 2 | 3;
}) {
  const { request } = props;
  const Heading = props.headingLevel === 3 ? "h3" : "h2";
  return (
    <article aria-label={request.title} className="flex flex-col gap-5">
      <header className="flex flex-col gap-1.5">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-soft">
          <span className="inline-flex items-center gap-1 rounded-full bg-human-wash px-2 font-medium text-human-text">
            <User size={12} aria-hidden />
            {text.inbox.kinds[request.kind]}
          </span>
          {props.withTask && (
            <>
              <span>{request.task.definition}</span>
              <Link
                to="/tasks/$id"
                params={{ id: String(request.task.id) }}
                className="underline decoration-line underline-offset-2 hover:decoration-current"
              >
                {text.inbox.goToTask(request.task.id)}
              </Link>
            </>
          )}
          <span className="text-faint">
            {text.inbox.asked} <Moment at={request.openedAt} />
          </span>
          {request.dueAt && <Due at={request.dueAt} />}
          <span className="text-faint">
            {text.inbox.of} {request.assignees.map(text.inbox.assignee).join(", ")}
          </span>
        </p>
        <Heading className="text-xl font-semibold text-balance">{request.title}</Heading>
      </header>
      {request.body && <p className="max-w-2xl text-base whitespace-pre-wrap">{request.body}</p>}
      {request.subject !== null && request.subject !== undefined && (
        <section aria-label={text.inbox.subject} className="rounded-lg border border-line bg-page p-4">
          <Facts value={request.subject} label={text.inbox.subject} />
        </section>
      )}
      {request.status === "open" ? (
        <Decide
          key={request.id}
          request={request}
          onDecided={props.onDecided}
          handle={props.handle}
          withKeys={props.withKeys}
        />
      ) : (
        <Outcome request={request} />
      )}
    </article>
  );
}

export function Due({ at }: { at: string }) {
  const late = Date.parse(at) < serverNow();
  return (
    <span className={clsx(late ? "font-medium text-bad" : "text-human-text")}>
      {late ? text.inbox.overdue("") : text.inbox.due("")}
      <Moment at={at} />
    </span>
  );
}

function Outcome({ request }: { request: Interaction }) {
  const { decision, decidedBy, decidedAt } = request;
  if (!decision) return <Notice>{text.inbox.withdrawn}</Notice>;
  return (
    <Notice tone="human">
      {text.inbox.decided[decision.outcome](decidedBy?.name ?? "?")} {decidedAt && <Moment at={decidedAt} />}
      {decision.comment && (
        <blockquote className="mt-1 border-l-2 border-human-line pl-2 whitespace-pre-wrap">
          {decision.comment}
        </blockquote>
      )}
    </Notice>
  );
}
