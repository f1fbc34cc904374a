import type { Interaction } from "@taskwright/api/interaction.ts";
import { Link } from "@tanstack/react-router";
import { User } from "lucide-react";
import type { Ref } from "react";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Facts } from "../ui/facts.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/states.tsx";
import { Decide, type DecideHandle } from "./decide.tsx";
import { Due } from "./due.tsx";
import { ExactCall } from "./exact-call.tsx";
import { Handover } from "./handover/handover.tsx";
import { Others } from "./others.tsx";
import { ReconnectLink } from "./reconnect-link.tsx";
import { Subject } from "./subject.tsx";

/** One request, large: what is asked, about what, by whom, until when, and the buttons. */
export function Request(props: {
  request: Interaction;
  onDecided?(): void;
  handle?: Ref<DecideHandle>;
  withKeys?: boolean;
  withTask?: boolean;
  headingLevel?: 2 | 3;
  /** to the next request, where there is one */
  onNext?: () => void;
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
              <span dir="auto">{request.task.definition}</span>
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
          {request.dueAt && request.status === "open" && <Due at={request.dueAt} />}
          <span className="text-faint">
            {text.inbox.of} {request.assignees.map(text.inbox.assignee).join(", ")}
          </span>
          {props.withTask && request.status === "open" && <Others id={request.id} />}
        </p>
        <Heading dir="auto" className="text-xl font-semibold text-balance">
          {request.title}
        </Heading>
      </header>
      {request.body && (
        <p dir="auto" className="max-w-2xl text-base whitespace-pre-wrap">
          {request.body}
        </p>
      )}
      {request.status === "open" && request.purpose === "reconnect" && <ReconnectLink subject={request.subject} />}
      {request.call ? (
        <ExactCall call={request.call} asked={request.subject} />
      ) : (
        request.subject !== null &&
        request.subject !== undefined &&
        // of a budget its words have said it already
        request.purpose !== "budget" && <Subject value={request.subject} />
      )}
      {request.kind === "handover" && <Handover request={request} />}
      {request.status === "open" ? (
        <Decide
          key={request.id}
          request={request}
          onDecided={props.onDecided}
          handle={props.handle}
          withKeys={props.withKeys}
        />
      ) : (
        <Outcome request={request} onNext={props.onNext} />
      )}
    </article>
  );
}

function Outcome({ request, onNext }: { request: Interaction; onNext?: () => void }) {
  const { decision, decidedBy, decidedAt } = request;
  return (
    <div role="status" className="flex flex-col items-start gap-3 pb-4">
      {decision ? (
        <Notice tone="human">
          {text.inbox.decided[decision.outcome](decidedBy?.name ?? "?")} {decidedAt && <Moment at={decidedAt} />}
          {decision.comment && (
            <blockquote dir="auto" className="mt-1 border-l-2 border-human-line pl-2 whitespace-pre-wrap">
              {decision.comment}
            </blockquote>
          )}
        </Notice>
      ) : (
        <Notice>{text.inbox.withdrawn}</Notice>
      )}
      {decision?.answer !== null && decision?.answer !== undefined && (
        <section aria-label={text.inbox.theAnswer} className="w-full rounded-lg border border-line bg-page p-4">
          <Facts value={decision.answer} label={text.inbox.theAnswer} />
        </section>
      )}
      {onNext && (
        <Button onClick={onNext}>
          {text.inbox.next}
          <Kbd keys="j" />
        </Button>
      )}
    </div>
  );
}
