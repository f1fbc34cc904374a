import { expect, test } from "vitest";
import { type AgentState, availabilityOf } from "./availability.ts";

/** A Monday, 12:00 in Berlin. */
const NOW = new Date("2026-11-23T11:00:00Z");
const WORKING: AgentState = {
  name: "Ada",
  enabled: true,
  stop: null,
  hours: null,
  maxConcurrent: null,
  running: 0,
  model: { name: "fast", trouble: null, quietUntil: null, fallback: false },
  budget: null,
  today: { money: 0, tokens: 0, calls: 0, minutes: 0 },
};
const MORNINGS = { zone: "Europe/Berlin", days: { mon: [["08:00", "11:30"]], tue: [["08:00", "11:30"]] } } as never;
const REFUSED = { code: "unauthorized", text: "fast: the key is refused", at: NOW.toISOString() };

test.for<[why: string, more: Partial<AgentState>, able: boolean, said: [code: string, text: RegExp][]]>([
  ["nothing is in its way", {}, true, []],
  ["it is off", { enabled: false }, false, [["off", /^Ada is switched off\.$/]]],
  [
    "a kill switch holds it",
    { stop: { by: "Dana", reason: "wrong prices" } },
    false,
    [["stopped", /^Ada is stopped by Dana: wrong prices$/]],
  ],
  ["it is outside its hours", { hours: MORNINGS }, false, [["hours", /goes on at (?=.*Tuesday)(?=.*08:00)/]]],
  ["it has no hours to come", { hours: { zone: "UTC", days: {} } }, false, [["hours", /no working hours/]]],
  ["it is as busy as it may be", { maxConcurrent: 2, running: 2 }, false, [["busy", /2 of 2/]]],
  ["it has room for one more", { maxConcurrent: 2, running: 1 }, true, []],
  [
    "its day's budget is used up",
    { budget: { perDay: { money: 5 } }, today: { money: 5, tokens: 0, calls: 0, minutes: 0 } },
    false,
    [["budget", /used up its money for today/]],
  ],
  [
    "there is some of its budget left",
    { budget: { perDay: { money: 5 } }, today: { money: 4.99, tokens: 9, calls: 9, minutes: 9 } },
    true,
    [],
  ],
  [
    "its model is in trouble",
    { model: { ...WORKING.model!, trouble: REFUSED } },
    false,
    [["model_trouble", /^fast: the key is refused/]],
  ],
  [
    "another model stands in for one in trouble",
    { model: { ...WORKING.model!, trouble: REFUSED, fallback: true } },
    true,
    [],
  ],
  [
    "its model was asked for patience",
    { model: { ...WORKING.model!, quietUntil: new Date(NOW.getTime() + 1_000) } },
    false,
    [["model_quiet", /provider's limit/]],
  ],
  ["that patience is over", { model: { ...WORKING.model!, quietUntil: NOW } }, true, []],
  ["it has no model: people stand in", { model: null }, true, [["no_model", /handed to a person/]]],
  [
    "there is more than one reason: all are told",
    { enabled: false, maxConcurrent: 1, running: 1, model: null },
    false,
    [
      ["off", /off/],
      ["busy", /1 of 1/],
      ["no_model", /person/],
    ],
  ],
])("%s", ([, more, able, said]) => {
  const told = availabilityOf({ ...WORKING, ...more }, NOW);
  expect(told.able).toBe(able);
  expect(told.reasons.map(({ code }) => code)).toEqual(said.map(([code]) => code));
  for (const [index, [, text]] of said.entries()) expect(told.reasons[index]!.text).toMatch(text);
});
