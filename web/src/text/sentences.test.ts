import { sentence, type Sentences } from "@taskwright/api/sentence.ts";
import { TaskReason } from "@taskwright/api/task.ts";
import { expect, test, vi } from "vitest";
import { ApiProblem, fieldIssues } from "../api/problem.ts";
import { sentences } from "./de/sentences.ts";
import { inWords } from "./sentences.ts";
import { reasonText } from "../tasks/status.tsx";

vi.mock("../text.ts", async () => {
  const { de, sentences } = await import("./de.ts");
  return { text: de, sentences };
});

const by = { by: "Dana", why: "Monatsende" };
const asked = { who: ["user:dana", "role:approver"], title: "Zahlung 7" };
const until = "2026-11-24T08:00:00.000Z";

/** Each sentence with parts as the server gives them: the compiler misses none. */
const SAMPLES: { [Code in keyof Sentences]: Sentences[Code] } = {
  queued: {},
  waiting: {},
  "waiting.approval": asked,
  "waiting.answer": asked,
  "waiting.handover": asked,
  "waiting.start": {},
  "waiting.moment": {},
  "waiting.deadline": { step: "buchen" },
  "waiting.event": { event: "zahlung.da", key: "A-17" },
  "waiting.subtask": { task: 8, definition: "Mahnung" },
  "waiting.retry": { step: "buchen", attempt: 2 },
  pausing: by,
  paused: by,
  cancelling: by,
  cancelled: by,
  "cancelled.with_parent": { task: 8 },
  "cancelled.not_needed": { task: 8 },
  stopped: by,
  "stopped.tool": { ...by, tool: "email.send" },
  "agent.off": { agent: "Clara" },
  "agent.hours": { agent: "Clara", until },
  "agent.budget": { agent: "Clara", what: "money", until },
  "agent.busy": { agent: "Clara", running: 2, most: 2 },
  "failed.rejected": by,
  "failed.call_rejected": { tool: "email.send", why: "Monatsende" },
  "failed.given_up": by,
  "failed.answer_lost": {},
  "failed.no_answer": { step: "buchen" },
  "failed.step_timeout": { step: "buchen" },
  "failed.task_timeout": { seconds: 90 },
  "failed.call_timeout": { tool: "email.send", ms: 1_500 },
  "failed.event_timeout": { event: "zahlung.da" },
  "failed.subtask": { task: 8, why: "Konto gesperrt" },
  "failed.subtask_cancelled": { task: 8 },
  "failed.too_deep": { most: 10 },
  "failed.too_many": { members: 20_000, most: 10_000 },
  "failed.in_doubt": { tool: "email.send" },
  "failed.not_reconnected": { tool: "email.send" },
  "failed.unknown_tool": { tool: "email.send" },
  "failed.unconfirmed_tool": { tool: "email.send" },
  "failed.denied_by_agent": { tool: "email.send", agent: "Clara", rule: "email.*: deny" },
  "failed.denied_by_definition": { tool: "email.send", rule: "email.*: deny" },
  "failed.http_status": { what: "GET https://bank.example/konto", status: 503, said: "gesperrt" },
  "failed.http_timeout": { what: "GET https://bank.example/konto", ms: 30_000 },
  "failed.http_network": { what: "GET https://bank.example/konto", why: "ECONNRESET" },
  "failed.http_refused": { host: "10.0.0.1" },
  "failed.host_unknown": { host: "bank.example" },
  "failed.no_connection": { app: "slack" },
  "failed.connection_forbidden": { name: "Bank" },
  "failed.bad_moment": {},
  "failed.bug": { why: "x" },
  "change.cancelled": {},
  "change.will_cancel": {},
  "change.paused": {},
  "change.will_pause": {},
  "change.paused_already": {},
  "change.will_pause_already": {},
  "change.resumed": {},
  "change.resumed_before_pause": {},
  "change.resumed_for_start": {},
  "change.retried": {},
  "change.skipped": {},
  "change.skipped_withdrawn": {},
  "change.skipped_in_pause": {},
  "change.skipped_withdrawn_in_pause": {},
  "change.skipped_at_work": {},
  "change.skipped_withdrawn_at_work": {},
  "refused.none": { noun: "task", id: 7 },
  "refused.taken": { noun: "agent", name: "Clara" },
  "refused.changed_meanwhile": { noun: "definition", name: "Mahnung" },
  "refused.signed_out": {},
  "refused.role": { name: "Dana", role: "viewer" },
  "refused.foreign_origin": {},
  "refused.decided": { by: "Dana", outcome: "approve" },
  "refused.withdrawn": {},
  "refused.not_asked": { name: "Dana", who: asked.who },
  "refused.call_under_way": {},
  "refused.ended": { task: 7, status: "complete" },
  "refused.being_cancelled": { task: 7 },
  "refused.not_paused": { task: 7, status: "running" },
  "refused.not_failed": { task: 7, status: "waiting" },
  "refused.part": { task: 7, parent: 8 },
  "refused.skip_in_parent": { task: 7, parent: 8 },
  "refused.no_step": { task: 7, step: "buchen" },
  "refused.skip_not_failed": { status: "complete" },
  "refused.skip_block": {},
  "refused.skip_under_way": {},
  "refused.skip_done": { status: "skipped" },
  "refused.skip_at_work": {},
  "refused.credentials": {},
  "refused.too_many_tries": { minutes: 12 },
  "refused.too_many_sign_ins": {},
  "refused.link_unknown": {},
  "refused.link_used": { at: until },
  "refused.link_ended": {},
  "refused.current_password": {},
  "refused.login_taken": { login: "dana" },
  "refused.last_owner": { name: "Dana" },
  "refused.person_disabled": { name: "Dana" },
  "refused.key_past": { at: until },
  "refused.created_meanwhile": {},
  "refused.busy": {},
  "refused.first_under_way": {},
  "refused.first_failed": {},
  "refused.unreachable_database": {},
  "refused.disk_full": {},
  "refused.unexpected": { errorId: "0f9a" },
  "refused.too_large": { bytes: 1_000_000 },
  "refused.answer_too_long": {},
  "refused.inputs": {},
  "refused.answer": {},
  "refused.fields": {},
  "refused.no_undo": { tool: "email.send" },
  "refused.undone_already": { task: 8 },
  "refused.key_anew": {},
  "refused.secrets_anew": {},
  "refused.model_in_use": { name: "Modell", by: ["Clara"] },
  "refused.not_owner": { name: "Bank", owner: "Dana" },
  "refused.connection_incomplete": { missing: ["fields.url"] },
  "field.missing": {},
  "field.unknown": { names: ["x"] },
  "field.no_input": { input: "x" },
  "field.type": { expected: "number" },
  "field.one_of": { values: ["a", "b"] },
  "field.format": { format: "email" },
  "field.pattern": { pattern: "^A" },
  "field.too_short": { least: 3 },
  "field.too_long": { most: 3 },
  "field.too_few": { least: 3 },
  "field.too_many": { most: 3 },
  "field.too_small": { least: 3 },
  "field.too_large": { most: 3 },
  "field.file": {},
  "field.wrong": {},
};

const codes = Object.keys(SAMPLES) as (keyof Sentences)[];
/** Words that no German sentence has. */
const ENGLISH =
  /\b(the|is|it|its|of|by|be|for|and|with|not|this|that|there|who|waiting|again|paused|cancelled|stopped|until|already|cannot|must|any|to)\b/i;

test.each(codes)("%s is said in German, with all its parts", (code) => {
  const said = sentence(code, SAMPLES[code] as never);
  const words = inWords(said, "the server's words");
  expect(words.replaceAll("„until“", "")).not.toMatch(ENGLISH);
  expect(words).not.toMatch(/undefined|null|NaN|\[object/);
  for (const [name, part] of Object.entries(said.parts).filter(([name]) => NAMED.has(name)))
    expect([name, words]).toEqual([name, expect.stringContaining(String(part))]);
});
/** Parts that are shown as they are. */
const NAMED = new Set(["by", "why", "title", "event", "key", "definition", "agent", "tool", "task", "parent", "name"]);

/** What the server says under each code of a reason. */
const REASONS: Record<TaskReason["code"], (keyof Sentences)[]> = {
  person: ["waiting.approval", "waiting.answer", "waiting.handover"],
  delay: ["waiting", "waiting.moment", "waiting.start", "waiting.deadline"],
  event: ["waiting.event"],
  subtask: ["waiting.subtask"],
  retry: ["waiting.retry"],
  pausing: ["pausing"],
  cancelling: ["cancelling"],
  paused: ["paused"],
  agent_busy: ["agent.busy"],
  agent_off: ["agent.off"],
  agent_hours: ["agent.hours"],
  agent_budget: ["agent.budget"],
  stopped: ["stopped", "stopped.tool"],
  queued: ["queued"],
  failed: codes.filter((code) => code.startsWith("failed.")),
  timeout: ["failed.step_timeout", "failed.task_timeout", "failed.event_timeout", "failed.call_timeout"],
  rejected: ["failed.rejected"],
  cancelled: ["cancelled", "cancelled.with_parent", "cancelled.not_needed"],
};

test("every reason of a task has a German sentence, and the list of codes is whole", () => {
  expect(Object.keys(REASONS).toSorted()).toEqual(TaskReason.shape.code.options.toSorted());
  for (const [code, said] of Object.entries(REASONS) as [TaskReason["code"], (keyof Sentences)[]][])
    for (const one of said) {
      const reason = { code, text: "waiting for the server", sentence: sentence(one, SAMPLES[one] as never), more: 2 };
      const shown = reasonText({ status: "waiting", reason, progress: { step: null, percent: 0 } });
      expect(shown).toBe(`${sentences[one](SAMPLES[one] as never)} (und 2 weitere)`);
    }
});

test("what is wrong with the fields follows the German sentence", () => {
  const issues = [
    { path: "amount", message: "must be a number", sentence: sentence("field.type", { expected: "number" }) },
    { path: "lines[0].text", message: "is missing", sentence: sentence("field.missing", {}) },
  ];
  const problem = new ApiProblem({
    status: 422,
    code: "unprocessable",
    detail: "amount must be a number.",
    sentence: sentence("refused.inputs", {}),
    details: { issues },
  });
  expect(problem.message).toBe(
    "Die Eingaben passen noch nicht. amount: Gebraucht wird eine Zahl. lines.0.text: Bitte ausfüllen.",
  );
  expect(fieldIssues(problem)).toEqual([
    { path: "/amount", message: "Gebraucht wird eine Zahl." },
    { path: "/lines/0/text", message: "Bitte ausfüllen." },
  ]);
});

test("what has no German sentence is shown as the server wrote it", () => {
  expect(inWords({ code: "new.in_a_later_version", parts: {} }, "The bank answered 503.")).toBe(
    "The bank answered 503.",
  );
  expect(inWords({ code: "constructor", parts: {} }, "As it was.")).toBe("As it was.");
  expect(inWords(undefined, "The bank answered 503.")).toBe("The bank answered 503.");
});
