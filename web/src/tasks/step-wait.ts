import type { Step } from "@taskwright/api/step.ts";
import type { Sentence } from "@taskwright/api/sentence.ts";
import { text } from "../text.ts";
import { inWords } from "../text/sentences.ts";

export interface ReadWait {
  type: "person" | "retry" | "delay" | "event" | "subtask" | "unknown";
  words: string;
  until: string | null;
  taskId: number | null;
}

/** What a step waits for, in words; the journal's form is the engine's, so nothing is taken for granted. */
export function readWait(step: Pick<Step, "wait" | "title">): ReadWait | null {
  const wait = step.wait as {
    type?: string;
    until?: string | null;
    name?: string;
    key?: string | null;
    taskId?: number;
    text?: string;
    sentence?: Sentence;
  } | null;
  if (!wait || typeof wait !== "object") return null;
  const until = typeof wait.until === "string" ? wait.until : null;
  const taskId = typeof wait.taskId === "number" ? wait.taskId : null;
  switch (wait.type) {
    case "person":
      return {
        type: "person",
        words: withoutTitle(wait.text && inWords(wait.sentence, wait.text), step.title) ?? text.steps.waits.person,
        until,
        taskId,
      };
    case "retry":
      return { type: "retry", words: text.steps.waits.retry, until, taskId };
    case "delay":
      return { type: "delay", words: text.steps.waits.delay, until, taskId };
    case "event":
      return { type: "event", words: text.steps.waits.event(wait.name ?? "?", wait.key ?? null), until, taskId };
    case "subtask":
      return { type: "subtask", words: text.steps.waits.subtask(taskId ?? 0), until, taskId };
    default:
      return { type: "unknown", words: wait.text ?? "", until, taskId };
  }
}

/** The title stands above it already. */
function withoutTitle(words: string | undefined, title: string | null): string | undefined {
  return title && words?.endsWith(`: ${title}`) ? words.slice(0, -title.length - 2) : words;
}
