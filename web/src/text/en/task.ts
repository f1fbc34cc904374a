import { number } from "../../format/number.ts";
import type { TaskStatus } from "@taskwright/api/task.ts";
import type { ControlVerb } from "../../tasks/queries.ts";

/** The page of one task. */
export const task = {
  tabs: {
    label: "About this task",
    timeline: "Timeline",
    graph: "Graph",
    log: "Log",
    data: "Data",
    history: "History",
  },
  copyNumber: "Copy the number",
  estimated: "estimated",
  spent: "Spent",
  spentWithSubtasks: "With sub-tasks",
  spentText: (money: string, tokens: number, turns: number, calls: number) =>
    `${money} · ${number(tokens)} new tokens · ${number(turns)} ${turns === 1 ? "turn" : "turns"} · ${number(calls)} ${calls === 1 ? "call" : "calls"}`,
  unpriced: (turns: string) => `${turns} turns at an unknown price`,
  estimatedTurns: (turns: string) => `${turns} turns estimated`,
  elapsed: "Elapsed",
  running: "Running",
  waiting: "Waiting",
  parent: "Part of",
  children: "Its sub-tasks",
  moreChildren: (count: number) => `and ${count} more`,
  startedBy: (who: string, how: string) => `by ${who}, ${how}`,
  controls: {
    pause: { label: "Pause", what: "The task stops and keeps its place. Questions stay open." },
    resume: { label: "Resume", what: "The task goes on from where it stopped." },
    retry: {
      label: "Retry",
      what: "The task goes on from the step that failed. Steps that are done are not repeated.",
    },
    skip: {
      label: "Skip…",
      what: "The task goes on behind the step. What the step has already done outside stays done; what it asked is withdrawn.",
    },
    cancel: {
      label: "Cancel",
      what: "The task ends for good. What it has already done outside stays done; its open questions are withdrawn.",
    },
  },
  /** when a verb takes effect */
  when: (verb: ControlVerb, status: TaskStatus): string => {
    if (status !== "running")
      return verb === "cancel" || verb === "pause" ? "At once." : "As soon as its agent has room.";
    return verb === "pause" ? "After the step under way." : verb === "cancel" ? "The call under way is given up." : "";
  },
  cancelTitle: (id: number) => `Cancel task #${id}?`,
  cancelConfirm: "Cancel the task",
  cancelKeep: "Let it run",
  why: "Why? (kept in its history)",
  skipThis: "Skip this step…",
  skipTitle: (label: string) => `Skip “${label}”?`,
  skipOutput: "What later steps find as its output, as JSON",
  skipOutputHelp: "Leave it empty when nothing needs its output.",
  skipNoJson: (problem: string) => `This is not JSON: ${problem}. A text is written in double quotes.`,
  skipConfirm: "Skip the step",
  decide: "Decide",
  noSteps: "No step has begun yet.",
  noStepsQueued: "It starts as soon as its agent is free.",
  error: "What went wrong",
  nextRetryable: "Trying again may help: press Retry. Or skip the step and go on behind it.",
  nextFinal: "Mend the cause, then press Retry to go on from this step; or skip it and go on behind it.",
  nextInParent: (id: number) => `It is a part of task #${id}: retry or skip the step there.`,
  openDefinition: "Open the definition",
  inputs: "Inputs",
  outputs: "Outputs",
  files: "Files",
  noInputs: "It was given nothing.",
  noOutputs: "It gave nothing back.",
  noOutputsYet: "Nothing yet; outputs come with the end.",
  noFiles: "It has no files.",
  history: "Who changed what",
};
