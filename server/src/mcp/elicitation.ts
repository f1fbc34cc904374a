import type { ElicitRequestFormParams } from "@modelcontextprotocol/sdk/types.js";
import type { Interaction, RespondToInteraction } from "@taskwright/api/interaction.ts";
import { type FlatForm, flatForm } from "./flat-form.ts";

/** More than this nobody reads in a dialog; it is decided on the page, where all of it is shown. */
const MOST_CHARS = 8_000;
/** Fields of the form beside a decision's own. */
const OF_FORM = "answer.";

/** A request as a client puts it to its user. Undefined: it does not fit there. */
export function toElicitation(question: Interaction): ElicitRequestFormParams | undefined {
  const form = formOf(question);
  const message = messageOf(question);
  if (!form || message.length > MOST_CHARS) return undefined;
  const requestedSchema = question.kind === "approval" ? approvalSchema(form) : { ...form, read: undefined };
  const { properties, required } = requestedSchema;
  return {
    mode: "form",
    message,
    requestedSchema: { type: "object", properties, required } as ElicitRequestFormParams["requestedSchema"],
  };
}

/** What the user filled in, as a response to the request. */
export function fromElicitation(question: Interaction, content: Record<string, unknown>): RespondToInteraction {
  const form = formOf(question);
  if (question.kind !== "approval") return { outcome: "answer", answer: form?.read(content) };
  const outcome = content.decision === "approve" ? "approve" : "reject";
  const comment = typeof content.comment === "string" && content.comment !== "" ? { comment: content.comment } : {};
  if (question.form === null || outcome === "reject") return { outcome, ...comment };
  const own = Object.entries(content).filter(([name]) => name.startsWith(OF_FORM));
  const answer = form?.read(Object.fromEntries(own.map(([name, value]) => [name.slice(OF_FORM.length), value])));
  return { outcome, ...comment, answer };
}

const NOTHING: FlatForm = { properties: {}, required: [], read: () => undefined };
const ANYTHING = { type: "string", title: "Answer" };

function formOf({ form, kind }: Interaction): FlatForm | undefined {
  if (form !== null) return flatForm(form as Record<string, unknown>);
  return kind === "approval" ? NOTHING : flatForm(ANYTHING);
}

/** What the form needs is needed to approve alone, so here nothing of it is; the answer is checked. */
function approvalSchema(form: FlatForm): Pick<FlatForm, "properties" | "required"> {
  const fields = Object.entries(form.properties).map(([name, schema]) => [OF_FORM + name, schema]);
  return {
    properties: {
      decision: { type: "string", title: "Decision", enum: ["approve", "reject"], enumNames: ["Approve", "Reject"] },
      ...Object.fromEntries(fields),
      comment: { type: "string", title: "Comment" },
    },
    required: ["decision"],
  };
}

function messageOf({ title, body, subject, task }: Interaction): string {
  const about = subject === null || subject === undefined ? [] : [JSON.stringify(subject, null, 2)];
  return [title, ...(body ? [body] : []), ...about, `(task ${task.id}: ${task.title})`].join("\n\n");
}
