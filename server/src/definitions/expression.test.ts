import { expect, test } from "vitest";
import type { Scope } from "./compiled.ts";
import { compileCondition, compileTemplate, ExpressionError } from "./expression.ts";

const scope: Scope = {
  inputs: {
    amount: 12.5,
    name: "Dana",
    rows: [{ x: 1 }, { x: 2 }],
    one: [{ x: 1 }],
    none: [],
    third: 0.1 + 0.2,
    text: `${"a".repeat(40)}!`,
    own: { constructor: "mine" },
  },
  steps: { read: { total: 7, nothing: null } },
  now: "2026-01-02T03:04:05.678Z",
};

async function valueOf(template: unknown): Promise<unknown> {
  const compiled = compileTemplate(template);
  return compiled.constant ? compiled.value : await compiled.evaluate(scope);
}

test.for<[template: unknown, value: unknown]>([
  ["plain", "plain"],
  [5, 5],
  [{ a: [null, true] }, { a: [null, true] }],
  ["{{ inputs.amount }}", 12.5],
  ["{{inputs.rows}}", [{ x: 1 }, { x: 2 }]],
  ["{{ inputs.rows.x }}", [1, 2]],
  ["{{ inputs.one.x }}", 1],
  ["{{ inputs.one[] }}", [{ x: 1 }]],
  ["{{ inputs.none }}", []],
  ["{{ inputs.missing }}", null],
  ["{{ inputs.missing.more[3] }}", null],
  ["{{ steps.read.nothing }}", null],
  ["{{ inputs.rows[x > 1] }}", { x: 2 }],
  ["{{ inputs.name }}: {{ inputs.amount * 2 }} EUR", "Dana: 25 EUR"],
  ["[{{ inputs.missing }}|{{ steps.read.nothing }}|{{ inputs.own }}|{{ 1 = 1 }}]", '[||{"constructor":"mine"}|true]'],
  ["sum {{ inputs.third }}", "sum 0.3"],
  [" {{ inputs.amount }}", " 12.5"],
  [
    { to: "{{ inputs.name }}", rest: ["{{ inputs.amount }}", { deep: "{{ steps.read.total }}" }, 3] },
    { to: "Dana", rest: [12.5, { deep: 7 }, 3] },
  ],
  ['{{ {"a": {"b": "}}"}} }}', { a: { b: "}}" } }],
  ['{{{"a": 1}}}', { a: 1 }],
  ["{{ $replace(inputs.name, /n{1}/, '}}') }}", "Da}}a"],
  ["{{ inputs.amount / 5 /* }} */ }}", 2.5],
  ["{{ $split('a}}b', '}}') }} and {{ 1 }}", '["a","b"] and 1'],
  ["{{ $now() }}", "2026-01-02T03:04:05.678Z"],
  ["{{ $now('[Y0001]-[M01]') }}", "2026-01"],
  ["{{ $millis() }}", 1767323045678],
  ["{{ $distinct([1, '1', 1, {'a': 1, 'b': 2}, {'b': 2, 'a': 1}, [1]]) }}", [1, "1", { a: 1, b: 2 }, [1]]],
  ["{{ $spread([{'a': 1, 'b': 2}]) }}", [{ a: 1 }, { b: 2 }]],
  ["{{ $pad('x', -4, 'ab') & $pad('😀', 3) & '|' }}", "abax😀  |"],
  ["{{ $join(['a', 'b'], '-') }}", "a-b"],
])("%j gives %j", async ([template, value]) => {
  expect(await valueOf(template)).toEqual(value);
});

test("values without expressions are known without evaluating", () => {
  expect(compileTemplate({ a: ["b"] })).toEqual({ constant: true, value: { a: ["b"] } });
  expect(compileTemplate({ a: ["{{ 1 }}"] }).constant).toBe(false);
});

test("what JSONata gives is plain JSON", async () => {
  const rows = (await valueOf("{{ $map(inputs.rows, function($v) { {'y': $v.x} }) }}")) as object[];
  expect(Object.keys(rows)).toEqual(["0", "1"]);
  expect(Object.getPrototypeOf(rows[0])).toBe(Object.prototype);
  expect(JSON.stringify(rows)).toBe('[{"y":1},{"y":2}]');
});

test.for([
  ["{{ inputs.amount > 10 }}", true],
  ["inputs.amount > 10", true],
  [" {{ inputs.missing }} ", false],
  ["{{ inputs.none }}", false],
  ["{{ inputs.rows }}", true],
  ["{{ $not($contains(inputs.name, /an/)) }}", false],
  ["{{ inputs.missing > 3 }}", false],
])("the condition %s is %s", async ([source, holds]) => {
  expect(await compileCondition(source as string).evaluate(scope)).toBe(holds);
});

test.for([
  ["recursion", "{{ ($f := function($n) { 1 + $f($n) }; $f(1)) }}", /too deeply/],
  ["recursion by tail calls", "{{ ($f := function($n) { $f($n) }; $f(1)) }}", /longer than 2 s/],
  ["brackets", `{{ ${"(".repeat(9_000)} }}`, /too deeply/],
  ["padding", "{{ $pad('x', 1000000000) }}", /10 million characters/],
  ["a range", "{{ [1..1000000000] }}", /250,000 members/],
  ["ranges in ranges", "{{ $map([1..100000], function($x) { [1..100000] }) }}", /128 MB|longer than 2 s/],
  ["texts that double", "{{ $reduce([1..60], function($a, $b) { $a & $a }, 'x') }}", /10 million characters/],
  ["lists that double", "{{ $reduce([1..60], function($a, $b) { [[$a], [$a]] }, 'x') }}", /64 MB/],
  ["replacing by much", "{{ $replace($pad('', 100000, 'a'), 'a', $pad('', 100000, 'b')) }}", /too long/],
  ["joining much", "{{ ($s := $pad('', 5000000); $join([$s, $s, $s, $s])) }}", /10 million characters/],
  ["a large result", "{{ ($s := $pad('', 5000000); [$s, $s, $s]) }}", /larger than 10 MB/],
  ["a result that holds itself", "{{ inputs ~> |$|{'self': $}| }}", /deeper than 100 levels/],
  ["a pattern that backtracks", "{{ $contains(inputs.text, /^(a+)+$/) }}", /regular expression/],
  ["a pattern of choices", "{{ $contains(inputs.text, /^(a|a)*b/) }}", /regular expression/],
  ["eval", "{{ $eval('1') }}", /\$eval is not available/],
  ["eval as a value", "{{ $map(['1'], $eval) }}", /\$eval is not available/],
  ["a clone of one's own", "{{ ($clone := function($x) { $x }; inputs ~> |$|{'amount': 0}|) }}", /\$clone/],
  ["a prototype by name", "{{ inputs.__proto__ }}", /__proto__/],
  ["a function as a result", "{{ $sum }}", /is a function/],
  ["a function inside of a result", "{{ {'f': function($x) { $x }} }}", /is a function/],
  ["a function taken apart", "{{ $spread($sum).implementation }}", /^$/],
  ["a division by zero", "{{ 1 / 0 }}", /not a finite number/],
  ["a comparison of kinds", "{{ inputs.name > 5 }}", /same data type/],
  ["what an author says", "{{ $error('No such customer') }}", /^No such customer$/],
])("%s ends in words", async ([, template, message]) => {
  const before = JSON.stringify(scope);
  const outcome = await Promise.resolve()
    .then(async () => await valueOf(template))
    .then(
      (value) => (value === null ? "" : JSON.stringify(value)),
      (error: unknown) => (error instanceof ExpressionError ? error.message : `unexpected: ${String(error)}`),
    );
  expect(outcome).toMatch(message as RegExp);
  expect(JSON.stringify(scope)).toBe(before);
});

test.for([
  "{{ inputs.constructor }}",
  "{{ inputs.name.constructor }}",
  "{{ inputs.rows.constructor.prototype }}",
  "{{ inputs.rows.length }}",
  "{{ inputs.toString }}",
  "{{ inputs.amount.constructor.constructor('return process')() }}",
  "{{ $lookup(inputs, '__pro' & 'to__') }}",
  "{{ $lookup(inputs, 'constructor') }}",
  "{{ inputs.*.constructor.prototype }}",
  "{{ $sum.implementation }}",
  "{{ $sum.*.constructor }}",
  "{{ /a/('a').next.constructor }}",
])("%s reaches nothing", async (template) => {
  const { own: _own, ...inputs } = scope.inputs;
  const compiled = compileTemplate(template);
  const reached = compiled.constant
    ? compiled.value
    : await compiled.evaluate({ ...scope, inputs }).catch((error: Error) => error.name);
  expect([null, "ExpressionError"]).toContain(reached);
});

test("an own property may be called constructor", async () => {
  expect(await valueOf("{{ inputs.own.constructor }}")).toBe("mine");
});

test.for([
  "{{ inputs.none{'a': 1} }}",
  "{{ inputs.rows ~> |$|{'x': 9}| }}",
  "{{ $sort(inputs.rows, function($a, $b) { $a.x < $b.x }) }}",
  "{{ inputs.own(1) }}",
  "{{ ($f := inputs.own; $f(1)) }}",
])("%s leaves the task's values as they are", async (template) => {
  const before = structuredClone(scope);
  await valueOf(template).catch(() => null);
  expect(scope).toEqual(before);
});

test("evaluations under way at the same time do not count for each other", async () => {
  const template = compileTemplate("{{ $sum($map([1..3000], function($n) { $n % 2 })) }}");
  if (template.constant) throw new Error("it is no constant");
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const sums = await Promise.all(Array.from({ length: 100 }, async () => await template.evaluate(scope)));
  clearInterval(timer);
  expect(new Set(sums)).toEqual(new Set([1_500]));
  // whoever else needs the event loop was let in between
  expect(turns).toBeGreaterThan(3);
});
