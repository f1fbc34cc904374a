import type { Agent } from "@taskwright/api/agent.ts";
import { expect, test } from "vitest";
import { type AgentDraft, changedFields, draftOf, readDraft, rebase } from "./draft.ts";

const AGENT = {
  name: "Clerk",
  description: null,
  instructions: "Be brief.",
  model: { id: 3, name: "small" },
  tools: [{ tool: "*", policy: "allow" }],
  maxConcurrent: 4,
  hours: { zone: "Europe/Berlin", days: { mon: [["09:00", "17:00"]] } },
  budget: { perTask: { money: 1.5 } },
  enabled: true,
} as unknown as Agent;

test("an agent that is read into the form and back is the same", () => {
  expect(readDraft(draftOf(AGENT))).toEqual({
    value: {
      name: "Clerk",
      description: null,
      instructions: "Be brief.",
      modelId: 3,
      tools: AGENT.tools,
      maxConcurrent: 4,
      hours: AGENT.hours,
      budget: { perTask: { money: 1.5 } },
      enabled: true,
    },
  });
});

const MONDAY = (...spans: [string, string][]): Partial<AgentDraft> => ({
  hours: { zone: "Europe/Berlin", days: { mon: spans, tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] } },
});

test.each<[string, Partial<AgentDraft>, keyof AgentDraft]>([
  ["no name", { name: " " }, "name"],
  ["half a task at once", { maxConcurrent: "0.5" }, "maxConcurrent"],
  ["a rule without a tool", { tools: [{ tool: " ", policy: "ask" }] }, "tools"],
  ["no hours at all", MONDAY(), "hours"],
  ["an hour that is none", MONDAY(["9", "17:00"]), "hours"],
  ["an end before its beginning", MONDAY(["17:00", "09:00"]), "hours"],
  ["no such zone", { hours: { ...draftOf(AGENT).hours!, zone: "Mars/Base" } }, "hours"],
  [
    "half a token",
    { budget: { ...draftOf(AGENT).budget, perDay: { money: "", tokens: "0.5", calls: "", minutes: "" } } },
    "budget",
  ],
])("%s is told beside its section", (_, change, field) => {
  const read = readDraft({ ...draftOf(AGENT), ...change });
  expect(Object.keys("issues" in read ? read.issues : {})).toEqual([field]);
});

test("what was typed goes on top of what somebody else saved", () => {
  const base = draftOf(AGENT);
  const theirs = draftOf({ ...AGENT, name: "Senior clerk", instructions: "Be polite." });
  const mine = { ...base, instructions: "Be quick." };
  expect(rebase(mine, base, theirs)).toEqual({ ...theirs, instructions: "Be quick." });
  expect(changedFields(base, theirs)).toEqual(["name", "instructions"]);
});
