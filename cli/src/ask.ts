import type { Interaction, RespondToInteraction } from "@taskwright/api/interaction.ts";
import { isCancel, note, select } from "@clack/prompts";
import { formatMoment } from "./duration.ts";
import { asking, askText, fillForm, LEFT, type Left } from "./prompt.ts";
import { renderData } from "./result.ts";
import type { JsonSchema } from "./schema.ts";
import { paint, plain, plainLine, tell } from "./terminal.ts";

/** Left for somebody else to decide; not asked again in this run. */
export const LATER = Symbol("later");
export type Later = typeof LATER;

/**
 * Puts a request to the person at the terminal. LEFT: Ctrl-C, or the signal took the question away
 * because it was decided elsewhere.
 */
export async function askPerson(
  interaction: Interaction,
  signal: AbortSignal,
): Promise<RespondToInteraction | Later | Left> {
  tell("");
  const title = plainLine(interaction.title);
  const text = renderRequest(interaction);
  if (text !== "") note(text, title, { output: process.stderr, format: (line) => line });
  // the questions of a form have titles of their own
  else if (interaction.form !== null) tell(paint("bold", title, process.stderr));
  return interaction.kind === "approval" ? askApproval(interaction, signal) : askAnswer(interaction, signal);
}

/** What is decided on: the text, the data, and until when. */
export function renderRequest(interaction: Interaction): string {
  const parts: string[] = [];
  if (interaction.body !== null) parts.push(plain(interaction.body).trim());
  if (interaction.subject !== null && interaction.subject !== undefined) parts.push(renderData(interaction.subject));
  if (interaction.dueAt !== null) parts.push(`Until ${formatMoment(interaction.dueAt)}.`);
  return parts.join("\n\n");
}

/** "Dana approved request 12 with the comment: fine". */
export function describeDecision(interaction: Interaction): string {
  if (interaction.status === "withdrawn")
    return `Request ${interaction.id} was withdrawn: ${plainLine(interaction.title)}`;
  const who = plainLine(interaction.decidedBy?.name ?? "Somebody");
  const did = { approve: "approved", reject: "rejected", answer: "answered" }[
    interaction.decision?.outcome ?? "answer"
  ];
  const comment = interaction.decision?.comment;
  return `${who} ${did}: ${plainLine(interaction.title)}${comment ? ` (${plainLine(comment)})` : ""}`;
}

async function askApproval(
  interaction: Interaction,
  signal: AbortSignal,
): Promise<RespondToInteraction | Later | Left> {
  const choice = await select({
    ...asking(signal),
    message: plainLine(interaction.title),
    options: [
      { value: "approve", label: "Approve" },
      { value: "comment", label: "Approve with a comment" },
      { value: "reject", label: "Reject" },
      { value: "later", label: "Leave it to somebody else", hint: "it stays in the inbox" },
    ],
  });
  if (isCancel(choice)) return LEFT;
  if (choice === "later") return LATER;
  const outcome = choice === "reject" ? "reject" : "approve";
  const comment =
    choice === "approve" ? "" : await askText(outcome === "reject" ? "Why? (optional)" : "Comment", signal);
  if (comment === LEFT) return LEFT;
  const answer = outcome === "approve" && interaction.form ? await fillForm(interaction.form, signal) : undefined;
  if (answer === LEFT) return LEFT;
  return { outcome, ...(comment !== "" && { comment }), ...(answer !== undefined && { answer }) };
}

async function askAnswer(interaction: Interaction, signal: AbortSignal): Promise<RespondToInteraction | Later | Left> {
  const form = interaction.form as JsonSchema | null;
  const answer = form === null ? await askText(plainLine(interaction.title), signal) : await fillForm(form, signal);
  return answer === LEFT ? LEFT : { outcome: "answer", answer };
}
