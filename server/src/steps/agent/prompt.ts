import { fenced, RULE_OF_FENCES } from "./untrusted.ts";

/** What an agent is set to do: recorded when its step begins, so that it hears the same ever after. */
export interface Assignment {
  /** the step's instructions */
  instructions: string;
  data: unknown;
  /** the agent's own instructions, as they were then */
  role: string | null;
  modelId: number;
  /** the moment the step began, ISO 8601 */
  at: string;
}

interface Setting {
  agent: string;
  task: string;
  output: object | null;
  /** tools the agent has but that did not fit */
  hidden: number;
}

export function systemPrompt({ instructions, role, at }: Assignment, { agent, task, output, hidden }: Setting): string {
  return [
    `You are ${agent}, an agent of Taskwright. You carry out one step of the task "${task}". Today is ${at.slice(0, 10)}.`,
    ...(role ? [`# How you work\n${role}`] : []),
    `# Your instructions\n${instructions}`,
    `# Rules\n${RULES.map((rule) => `- ${rule}`).join("\n")}\n- ${output ? FINISH_WITH_SCHEMA : FINISH_IN_WORDS}`,
    ...(hidden > 0
      ? [`You see some of your tools; ${hidden} more do not fit here. Call "find_tools" for what you miss.`]
      : []),
  ].join("\n\n");
}

const RULES = [
  'When there is more than one thing to do, call "plan" first with what you will do, and again whenever an item changes its state.',
  'When you choose between ways to go on, or settle something that is unclear, call "decide" with what you decided and why.',
  'When you cannot know something that matters, call "ask". Do not guess what people must say.',
  "A call may wait for a person to agree. When it is refused, do not try to get the same by other means.",
  "Do not repeat a call that has given you its answer.",
  RULE_OF_FENCES,
];
const FINISH_WITH_SCHEMA =
  'When you are done, call "finish", alone, with the result. It is checked; when something is wrong with it, you are told.';
const FINISH_IN_WORDS = "When you are done, answer in words, without a call: that text is the result.";

/** The first thing said to it. */
export function firstMessage({ data }: Assignment): string {
  const given = data === null || data === undefined ? "" : `This is what the step was given:\n${asData(data)}\n\n`;
  return `${given}Begin.`;
}

function asData(data: unknown): string {
  return fenced("the task", typeof data === "string" ? data : JSON.stringify(data, null, 1));
}
