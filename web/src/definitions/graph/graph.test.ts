import type { Step as DefinedStep } from "@taskwright/api/language.ts";
import type { Step } from "@taskwright/api/step.ts";
import { expect, test } from "vitest";
import { layoutOf } from "./layout.ts";
import { inWords, outlineOf, placeOf } from "./outline.ts";
import { nodeStates } from "./states.ts";

const steps: DefinedStep[] = [
  { id: "read", use: "csv.read" },
  {
    id: "rows",
    each: "{{ steps.read }}",
    steps: [{ use: "http.request", on_error: [{ id: "tell", use: "email.send" }] }, { set: 1 }],
  },
  {
    id: "both",
    parallel: [
      { id: "a", wait: "1h" },
      { id: "b", ask: "approval", title: "Fine?" },
    ],
  },
  { id: "either", if: "{{ true }}", steps: [{ set: 1 }], else: [{ set: 2 }] },
];

const paths = (list: ReturnType<typeof outlineOf>): string[] =>
  list.flatMap((step) => [step.path, ...step.lists.flatMap((inner) => paths(inner.steps))]);

test("every step has the path that its tasks give it", () => {
  expect(paths(outlineOf(steps))).toEqual([
    "read",
    "rows",
    "rows.use1",
    "rows.use1.on_error.tell",
    "rows.set2",
    "both",
    "both.a",
    "both.b",
    "either",
    "either.set1",
    "either.else.set1_2",
  ]);
  expect(placeOf("rows[12].use1.on_error.tell")).toBe("rows.use1.on_error.tell");
});

test("boxes lie within their parents and beside each other, and come after them", () => {
  const { boxes } = layoutOf(outlineOf(steps));
  const byId = new Map(boxes.map((box) => [box.id, box]));
  for (const [index, box] of boxes.entries()) {
    if (box.parent === null) continue;
    const parent = byId.get(box.parent)!;
    expect(boxes.indexOf(parent)).toBeLessThan(index);
    expect(box.x + box.width).toBeLessThanOrEqual(parent.width);
    expect(box.y + box.height).toBeLessThanOrEqual(parent.height);
  }
  const clashing = boxes.filter((one) =>
    boxes.some(
      (other) =>
        other !== one &&
        other.parent === one.parent &&
        one.x < other.x + other.width &&
        other.x < one.x + one.width &&
        one.y < other.y + other.height &&
        other.y < one.y + one.height,
    ),
  );
  expect(clashing.map(({ id }) => id)).toEqual([]);
});

test("lines join steps that follow each other, and a step with what runs when it fails", () => {
  const { lines } = layoutOf(outlineOf(steps));
  expect(lines).toContainEqual({ from: "read", to: "rows", error: false });
  expect(lines).toContainEqual({ from: "rows.use1", to: "rows.use1.on_error", error: true });
  expect(lines.filter(({ from }) => from.startsWith("both."))).toEqual([]);
});

test("a step in rounds shows the round that needs eyes most", () => {
  const row = (path: string, status: Step["status"], attempt = 1) =>
    ({ path, status, attempt, title: null, wait: null }) as Step;
  const states = nodeStates([
    row("rows[0].book", "error", 1),
    row("rows[0].book", "complete", 2),
    row("rows[1].book", "waiting"),
    row("rows[2].book", "complete"),
  ]);
  expect(states.get("rows.book")).toEqual({
    status: "waiting",
    path: "rows[1].book",
    title: null,
    person: false,
    rounds: 3,
  });
});

test("a step of a task is called what was recorded; rounds that are called differently have no title in common", () => {
  const row = (path: string, title: string, status: Step["status"] = "complete") =>
    ({ path, title, status, attempt: 1, wait: null }) as Step;
  const states = nodeStates([
    row("pay", "Pay 12 € to Ada"),
    row("rows[0].book", "Order 1"),
    row("rows[1].book", "Order 2", "error"),
    row("rows[2].book", "Order 3"),
    row("all[0].mail", "Tell Ada"),
    row("all[1].mail", "Tell Ada", "error"),
  ]);
  expect(states.get("pay")?.title).toBe("Pay 12 € to Ada");
  expect(states.get("rows.book")).toMatchObject({ title: null, path: "rows[1].book", rounds: 3 });
  expect(states.get("all.mail")?.title).toBe("Tell Ada");
});

test.each<[string, string | null]>([
  ["Read the letter", "Read the letter"],
  ["Pay {{ inputs.amount }} to {{ steps.invoice.supplier }}?", "Pay ‹amount› to ‹supplier›?"],
  ["Pay {{ $formatNumber(steps.sums.payable, '#,##0.00') }}", "Pay ‹payable›"],
  ["Order {{ item.Number }}", "Order ‹Number›"],
  ["Greet {{ 'dear Ms ' & name }}", "Greet ‹name›"],
  ["{{ 1 + 2 }} rounds", "‹…› rounds"],
  ["{{ steps.read.title }}", null],
])("in a definition the title %j reads %j", (template, words) => {
  expect(inWords(template)).toBe(words);
});
