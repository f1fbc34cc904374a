import type { DefinitionDocument, Step } from "@taskwright/api/language.ts";
import { expect, test } from "vitest";
import { compileDefinition } from "./compile.ts";
import { toolPattern } from "./compile-control.ts";
import type { CompiledStep } from "./compiled.ts";
import { everyStep, namedSteps } from "./step-names.ts";

const compileSteps = (steps: Step[]): CompiledStep[] => compileDefinition({ name: "X", steps }).steps;

test("a definition with instructions and no steps is one agent step", () => {
  const { steps, leafCount } = compileDefinition({ name: "X", instructions: "Greet {{ inputs.name }}" });
  expect(steps).toMatchObject([
    { id: "work", kind: "agent", with: null, output: null, instructions: { constant: false } },
  ]);
  expect(leafCount).toBe(1);
  expect(compileDefinition({ name: "X" }).steps).toEqual([]);
});

test("steps without an id are named by kind and place, apart from every id there is", () => {
  const steps: Step[] = [
    { set: 1 },
    { id: "set1", set: 2 },
    { steps: [{ set: 3 }, { use: "csv.read" }], else: [{ set: 4 }] },
    { each: [1], steps: [{ wait: "5m" }] },
    { parallel: [{ ask: "approval" }], on_error: [{ task: "Y" }] },
  ];
  const names = namedSteps(steps);
  const list = [...everyStep(steps)].map(({ step }) => names.get(step));
  expect(list).toEqual([
    "set1_2",
    "set1",
    "steps3",
    "set1_3",
    "use2",
    "set1_4",
    "each4",
    "wait1",
    "parallel5",
    "ask1",
    "task1",
  ]);
});

test("leaves are counted once each, in both ways of a block", () => {
  const steps: Step[] = [
    { set: 1 },
    { if: "{{ 1 }}", steps: [{ set: 1 }, { set: 2 }], else: [{ set: 3 }] },
    { each: [1, 2], steps: [{ set: 1 }] },
    { parallel: [{ set: 1 }, { set: 2 }] },
  ];
  expect(compileDefinition({ name: "X", steps }).leafCount).toBe(7);
});

test("what is left out gets its default", () => {
  const document = {
    name: "X",
    retry: { attempts: 2 },
    steps: [{ ask: "approval", due: "1d12h" }],
    controls: [{ tool: "email.*", require: "approval" }],
  } as unknown as DefinitionDocument;
  expect(compileDefinition(document)).toMatchObject({
    agent: null,
    priority: 0,
    timeoutMs: null,
    outputs: null,
    title: null,
    retry: { attempts: 2, backoff: "exponential", initialMs: 1_000, maxMs: 3_600_000 },
    controls: [{ text: 'ask before "email.*"', policy: "ask", when: null, to: null, untrusted: false }],
    steps: [
      {
        kind: "ask",
        onReject: "cancel",
        dueMs: 129_600_000,
        onError: "fail",
        to: null,
        form: null,
        retry: null,
        timeoutMs: null,
        if: null,
      },
    ],
  });
});

test.for<[step: Step, wait: object]>([
  [{ wait: "90s" }, { type: "for", ms: 90_000 }],
  [{ wait: { for: "1.5h" } }, { type: "for", ms: 5_400_000 }],
  [{ wait: { until: "{{ inputs.at }}" } }, { type: "until", at: { constant: false } }],
  [
    { wait: { event: "paid", key: "{{ inputs.no }}", due: "2d" } },
    { type: "event", name: { constant: true, value: "paid" }, key: { constant: false }, dueMs: 172_800_000 },
  ],
])("%j waits", ([step, wait]) => {
  expect(compileSteps([step])).toMatchObject([{ kind: "wait", wait }]);
});

test.for([
  ["email.*", "email.send", true],
  ["email.*", "emails.send", false],
  ["*", "csv.append", true],
  ["csv.append", "csv.append", true],
  ["csv.append", "csvxappend", false],
  ["*.read", "files.read", true],
  ["csv.(a+)+", "csv.a", false],
])("the control %s meets %s: %s", ([pattern, tool, meets]) => {
  expect(toolPattern(pattern as string).test(tool as string)).toBe(meets);
});
