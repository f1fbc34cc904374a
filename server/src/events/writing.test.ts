import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Topic } from "../db/signals.ts";
import { openWriting, watchWriting, type Writing } from "./writing.ts";

/** Signals of one process that can hear itself. */
function channel() {
  const listeners = new Map<Topic, Set<(payload: string | undefined) => void>>();
  const sent: string[] = [];
  return {
    sent,
    send(topic: Topic, payload?: string) {
      if (topic === "writing") sent.push(payload!);
      for (const fn of listeners.get(topic) ?? []) fn(payload);
    },
    on(topic: Topic, fn: (payload: string | undefined) => void) {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(fn));
      return () => void set.delete(fn);
    },
  };
}

let signals: ReturnType<typeof channel>;
let writing: Writing;
const place = { workspaceId: 1, taskId: 7, path: "work.turn1" };

beforeEach(() => {
  vi.useFakeTimers();
  signals = channel();
  writing = openWriting(signals);
});
afterEach(() => vi.useRealTimers());

function watch(workspaceId: number, taskId?: number) {
  const pieces: { text: string; from: number }[] = [];
  const stop = watchWriting(signals, { workspaceId, taskId }, (piece) => pieces.push(piece));
  return { pieces, stop };
}

test("what is written goes out a few times a second, to who watches that workspace or task", () => {
  const [all, task, other, foreign] = [watch(1), watch(1, 7), watch(1, 8), watch(2, 7)];
  const text = writing.begin(place);
  for (const word of ["It ", "is ", "so."]) text.add(word);
  expect(all.pieces).toEqual([]);
  vi.advanceTimersByTime(150);
  text.add(" Yes.");
  text.end();
  const expected = [
    { taskId: 7, path: "work.turn1", text: "It is so.", from: 0 },
    { taskId: 7, path: "work.turn1", text: " Yes.", from: 9 },
  ];
  expect([all.pieces, task.pieces, other.pieces, foreign.pieces]).toEqual([expected, expected, [], []]);
});

test("nothing is sent while nobody watches", () => {
  const text = writing.begin(place);
  text.add("unseen");
  vi.advanceTimersByTime(1_000);
  expect(signals.sent).toEqual([]);
  const { stop } = watch(1);
  text.add(" seen");
  vi.advanceTimersByTime(1_000);
  expect(signals.sent).toHaveLength(1);
  stop();
  vi.advanceTimersByTime(60_000);
  text.add(" unseen");
  vi.advanceTimersByTime(1_000);
  expect(signals.sent).toHaveLength(1);
});

test("another model that begins anew begins at the beginning", () => {
  const { pieces } = watch(1);
  const text = writing.begin(place);
  text.add("void");
  vi.advanceTimersByTime(150);
  text.restart();
  text.add("good");
  text.end();
  expect(pieces.map(({ text, from }) => [text, from])).toEqual([
    ["void", 0],
    ["good", 0],
  ]);
});

test("a piece fits into what PostgreSQL takes, whatever is written", () => {
  watch(1);
  const text = writing.begin(place);
  text.add("\u0001\u{1f600}".repeat(5_000));
  text.end();
  expect(
    Math.max(...signals.sent.map((piece) => Buffer.byteLength(JSON.stringify([["writing", [piece]]])))),
  ).toBeLessThan(7_900);
  expect(signals.sent.map((piece) => (JSON.parse(piece) as { text: string }).text).join("")).toBe(
    "\u0001\u{1f600}".repeat(5_000),
  );
});
