import { expect, test } from "vitest";
import { admit, type Call, corrected, type Rates } from "./admit.ts";

const NOW = 1_000_000;

function call(ticket: string, more: Partial<Call> = {}): Call {
  return {
    ticket,
    modelId: 1,
    calling: false,
    foreign: false,
    tokens: 0,
    maxConcurrent: null,
    requestsPerMinute: null,
    tokensPerMinute: null,
    ...more,
  };
}
const two = { maxConcurrent: 2 };

test.each<[string, Call[], string[]]>([
  ["nobody waits", [], []],
  ["there is room for two", [call("a", two), call("b", two), call("c", two)], ["a", "b"]],
  ["one is calling", [call("a", { ...two, calling: true }), call("b", two), call("c", two)], ["b"]],
  [
    "all room is taken",
    [call("a", { ...two, calling: true }), call("b", { ...two, calling: true }), call("c", two)],
    [],
  ],
  [
    "the first is another process': its room is kept",
    [call("a", { ...two, foreign: true }), call("b", two), call("c", two)],
    ["b"],
  ],
  [
    "models at one address count together, each up to its own limit",
    [call("a", { ...two, calling: true }), call("b", { maxConcurrent: 1, modelId: 2 }), call("c", two)],
    ["c"],
  ],
  ["a limit of rates alone", [call("a", { requestsPerMinute: 6 }), call("b", { requestsPerMinute: 6 })], ["a"]],
])("%s", (_, calls, begin) => {
  expect(admit(calls, new Map(), NOW).begin).toEqual(begin);
});

test("twelve a minute: two at once, then one every five seconds, through any hour not more than fourteen a minute", () => {
  let rates = new Map<number, Rates>();
  const begun: number[] = [];
  for (let now = 0; now < 3_600_000; now += 250) {
    const { begin, rates: after } = admit(
      [call("x", { requestsPerMinute: 12 }), call("y", { requestsPerMinute: 12 })],
      rates,
      now,
    );
    rates = new Map([...rates, ...after]);
    for (const _ of begin) begun.push(now);
  }
  const most = Math.max(...begun.map((from) => begun.filter((at) => at >= from && at < from + 60_000).length));
  expect(begun.slice(0, 4)).toEqual([0, 0, 5_000, 10_000]);
  expect(most).toBeLessThanOrEqual(14);
  expect(begun.length).toBe(12 * 60 + 1);
});

test("a call larger than the bucket begins when it is full and is paid off afterwards", () => {
  const large = call("large", { tokensPerMinute: 60_000, tokens: 30_000 });
  const first = admit([large], new Map(), NOW);
  expect(first.begin).toEqual(["large"]);
  const second = admit([call("next", { tokensPerMinute: 60_000, tokens: 1_000 })], first.rates, NOW);
  // 30 s until all is paid, less the nine that the bucket may lack
  expect([second.begin, second.next]).toEqual([[], NOW + 21_000]);
});

test("what a call took less is given back, and what it took more is made up for", () => {
  const rates: Rates = { requestsFullAt: NOW, tokensFullAt: NOW + 10_000 };
  expect(corrected(rates, 60_000, -4_000).tokensFullAt).toBe(NOW + 6_000);
  expect(corrected(rates, 60_000, 4_000).tokensFullAt).toBe(NOW + 14_000);
  expect(corrected(rates, null, 4_000)).toEqual(rates);
});

test("one that must wait for its rate holds up nobody who asks another model", () => {
  const known = new Map([[1, { requestsFullAt: NOW + 60_000, tokensFullAt: NOW }]]);
  const slow = { requestsPerMinute: 6 };
  const { begin, next } = admit([call("a", slow), call("b", { modelId: 2, ...two }), call("c", slow)], known, NOW);
  expect([begin, next]).toEqual([["b"], NOW + 60_000]);
});
