import { expect, test } from "vitest";
import { issuesOf } from "../../test/support/definitions.ts";
import { parseDefinition } from "./language.ts";

/** A definition whose steps begin on line 3. */
const steps = (text: string) => `name: X\nsteps:\n${text}`;

test.for<[what: string, source: string, place: string, message: string]>([
  // the text
  ["an empty text", " \n", "1:1", "nothing here"],
  ["a list", "- name: X", "1:1", "is an object with keys"],
  ["a tab", steps("\t- set: 1"), "3:1", "Indent with spaces"],
  ["an unfinished list", "name: [X", "1:9", "not valid YAML"],
  ["two documents", "name: X\n---\nname: Y", "2:1", 'remove the "---"'],
  ["a key twice", "name: X\nname: Y", "2:1", '"name" is here twice'],
  ["a tag", "name: !!js/function X", "1:7", "without tags"],
  ["an expression without quotes", steps("  - set: {{ inputs.x }}"), "3:10", "Put quotes around an expression"],
  ["a key that is a list", "name: X\n? [a]\n: 1", "2:3", "A key is a word"],
  ["a prototype", steps("  - set: { __proto__: 1 }"), "3:12", "__proto__"],
  ["an infinite number", steps("  - set: .inf"), "3:10", "finite number"],
  ["an alias inside of itself", "name: X\nsteps: &s [*s]", "2:12", "contains itself"],
  ["JSON with a mistake", '{\n\t"name": "X",\n\t"stepz": []\n}', "3:2", 'Did you mean "steps"?'],
  // the shape
  ["no name", "steps: [{ set: 1 }]", "1:1", '"name" is missing in a definition'],
  ["an empty name", "name:\nsteps: [{ set: 1 }]", "1:6", "must be a text, not empty"],
  ["an unknown key", "nmae: X\nname: X", "1:1", 'no "nmae" in a definition. Did you mean "name"?'],
  ["steps as an object", "name: X\nsteps: { set: 1 }", "2:8", '"steps" must be a list, not an object'],
  ["no steps in the list", "name: X\nsteps: []", "2:8", "Write at least one step"],
  ["a step as a text", steps("  - csv.read"), "3:5", "A step is an object with one of"],
  ["a step of no kind", steps("  - id: a"), "3:5", "This step does nothing; give it one of"],
  ["a step of a kind that is mistyped", steps("  - ues: csv.read"), "3:5", 'no step "ues". Did you mean "use"?'],
  ["a step of two kinds", steps("  - use: csv.read\n    set: 1"), "4:5", 'has both "use" and "set"; make it two'],
  [
    "each with a second kind",
    steps("  - each: [1]\n    set: 1\n    steps: [{ set: 2 }]"),
    "3:5",
    'both "set" and "each"',
  ],
  [
    "an unknown key of a step",
    steps("  - use: csv.read\n    wiht: {}"),
    "4:5",
    'no "wiht" in a step with "use". Did you mean "with"?',
  ],
  [
    "a step deep inside",
    steps("  - steps:\n      - parallel:\n          - set: 1\n            iff: x"),
    "6:13",
    'Did you mean "if"?',
  ],
  ["a step in on_error", steps("  - set: 1\n    on_error:\n      - stop: 1"), "5:9", "This step does nothing"],
  ["an on_error of another kind", steps("  - set: 1\n    on_error: ignore"), "4:15", '"fail", "continue", or a list'],
  [
    "a wrong word",
    steps("  - ask: approvel"),
    "3:10",
    'must be one of "approval", "question", not "approvel". Did you mean "approval"?',
  ],
  ["a duration as a number", "name: X\ntimeout: 5\nsteps: [{ set: 1 }]", "2:10", 'Write a duration such as "30s"'],
  ["a duration of ages", steps("  - wait: 999999w"), "3:11", "Write a duration"],
  ["a duration in words", steps("  - wait: 5 minutes"), "3:11", 'not "5 minutes"'],
  ["a wait for two things", steps("  - wait: { for: 5m, until: x }"), "3:11", "one of {for: 15m}"],
  [
    "a wait for an event with a wrong key",
    steps("  - wait: { event: paid, after: 5m }"),
    "3:26",
    'no "after" in "wait" with "event"',
  ],
  ["an id with a space", steps("  - id: my step\n    set: 1"), "3:9", "An id starts with a letter"],
  ["an id that is the prototype", steps("  - id: __proto__\n    set: 1"), "3:9", "An id starts with a letter"],
  ["a condition that is a boolean", steps("  - if: true\n    set: 1"), "3:9", 'put quotes around it: "true"'],
  ["an assignee without a kind", steps("  - ask: approval\n    to: [dana]"), "4:10", '"user:dana"'],
  [
    "too many attempts",
    "name: X\nretry: { attempts: 1000 }\nsteps: [{ set: 1 }]",
    "2:20",
    '"attempts" must be at most 100',
  ],
  [
    "a name of an input",
    "name: X\ninputs:\n  a-b: { type: string }\nsteps: [{ set: 1 }]",
    "3:3",
    "letters, digits and _",
  ],
  ["a type of an input", "name: X\ninputs:\n  a: { type: text }\nsteps: [{ set: 1 }]", "3:14", '"type" must be one of'],
  [
    "a key of an input",
    "name: X\ninputs:\n  a: { type: string, defualt: 1 }\nsteps: [{ set: 1 }]",
    "3:22",
    'Did you mean "default"?',
  ],
  // what it speaks of
  ["an unknown tool", steps("  - use: csv.raed"), "3:10", 'no tool "csv.raed". Did you mean "csv.read"?'],
  ["an unknown tool of a known app", steps("  - use: csv.transmogrify"), "3:10", "There are csv.read, csv.append."],
  ["a computed tool", steps('  - use: "{{ inputs.x }}"'), "3:10", "A tool is named, not computed"],
  [
    "an unknown argument",
    steps("  - use: csv.read\n    with: { file: a, limt: 1 }"),
    "4:22",
    'csv.read takes no "limt". Did you mean "limit"?',
  ],
  [
    "a missing argument",
    steps("  - use: csv.append\n    with: { row: {} }"),
    "4:5",
    '"file" is missing in the arguments of csv.append',
  ],
  [
    "an argument of the wrong type",
    steps('  - use: csv.read\n    with: { file: a, limit: "5" }'),
    "4:29",
    '"limit" must be a number, not "5"',
  ],
  [
    "an argument out of its values",
    steps("  - use: csv.append\n    with: { file: a, row: {}, mode: addd }"),
    "4:37",
    'Did you mean "add"?',
  ],
  [
    "an unknown input",
    `name: X\ninputs: { amount: { type: number } }\nsteps:\n  - set: "{{ 1 + inputs.amout }}"`,
    "4:18",
    'no input "amout". Did you mean "amount"?',
  ],
  ["an unknown root", steps('  - set: "{{ input.x }}"'), "3:14", 'no "input"; an expression begins with inputs'],
  ["a root inside of a call", steps('  - set: "{{ $sum(stepz.a) }}"'), "3:19", 'Did you mean "steps"?'],
  ["a root behind a filter", steps('  - set: "{{ steps[$$.inputz.a = 1] }}"'), "3:23", 'Did you mean "inputs"?'],
  ["item outside of each", steps('  - set: "{{ item.x }}"'), "3:14", 'only steps inside of "each"'],
  ["error outside of on_error", steps('  - set: "{{ error.message }}"'), "3:14", 'only the steps of an "on_error"'],
  ["args outside of a control", steps('  - set: "{{ args.to }}"'), "3:14", 'only the "when" of a control'],
  [
    "an unknown step",
    steps('  - id: total\n    set: 1\n  - set: "{{ steps.totl }}"'),
    "5:14",
    'no step "totl". Did you mean "total"?',
  ],
  ["a later step", steps('  - set: "{{ steps.b }}"\n  - id: b\n    set: 1'), "3:14", "has not run before this one"],
  ["itself", steps('  - id: a\n    set: "{{ steps.a }}"'), "4:14", "has not run before this one"],
  [
    "a sibling branch",
    steps('  - parallel:\n      - id: a\n        set: 1\n      - set: "{{ steps.a }}"'),
    "6:18",
    "has not run before this one",
  ],
  [
    "a step of the other way",
    steps('  - if: "{{ 1 = 1 }}"\n    steps: [{ id: a, set: 1 }]\n    else: [{ set: "{{ steps.a }}" }]'),
    "5:23",
    "has not run before this one",
  ],
  [
    "a step of a round, outside",
    steps('  - id: loop\n    each: [1]\n    steps: [{ id: a, set: 1 }]\n  - set: "{{ steps.a }}"'),
    "6:14",
    'once per round of "loop"',
  ],
  [
    "a step in the title of the task",
    'name: X\ntitle: "{{ steps.a }}"\nsteps: [{ id: a, set: 1 }]',
    "2:12",
    "no step has run when this is evaluated",
  ],
  ["an expression that ends early", steps('  - set: "{{ 1 + }}"'), "3:17", "ends too early"],
  ["braces that stay open", steps('  - set: "{{ 1 + 2"'), "3:11", 'has no matching "}}"'],
  ["an empty expression", steps('  - set: "a {{ }}"'), "3:15", "nothing between"],
  ["text around a condition", steps('  - if: "{{ 1 }} or not"\n    set: 1'), "3:10", "and no text around it"],
  ["$eval", steps(`  - set: "{{ $eval('1') }}"`), "3:18", "$eval is not available"],
  ["an id twice", steps("  - id: a\n    set: 1\n  - id: a\n    set: 2"), "5:9", 'called "a" already, on line 3'],
  [
    "an id twice, far apart",
    steps("  - id: a\n    set: 1\n  - each: [1]\n    steps:\n      - id: a\n        set: 2"),
    "7:13",
    "on line 3",
  ],
  ["else without if", steps("  - steps: [{ set: 1 }]\n    else: [{ set: 2 }]"), "4:5", '"else" needs an "if"'],
  ["each over a text", steps("  - each: rows\n    steps: [{ set: 1 }]"), "3:11", "needs a list, or an expression"],
  [
    "a form that is no schema",
    steps("  - ask: question\n    form: { type: object, properties: { a: { type: strin } } }"),
    "4:52",
    "no JSON Schema: type",
  ],
  [
    "a form that is no object",
    steps("  - ask: question\n    form: { type: string }"),
    "4:19",
    "The whole is an object",
  ],
  [
    "a form that refers elsewhere",
    steps("  - ask: question\n    form: { properties: { a: { $ref: 'http://x' } } }"),
    "4:38",
    "only point into the schema itself",
  ],
  ["a time that is none", steps("  - wait: { until: tomorrow }"), "3:20", '"2026-05-31T17:00:00Z"'],
  ["an unknown definition", steps("  - task: Sup"), "3:11", 'no definition "Sup"; push it first'],
  [
    "an input that a sub-task has not",
    steps("  - task: Sub\n    with: { amount: 1, amont: 2 }"),
    "4:24",
    'has no input "amont". Did you mean "amount"?',
  ],
  ["an input that a sub-task needs", steps("  - task: Sub"), "3:5", 'needs the input "amount"'],
  [
    "an input that a sub-task takes otherwise",
    steps('  - task: Sub\n    with: { amount: "1" }'),
    "4:21",
    "must be a number, not the text",
  ],
  [
    "an agent of a sub-task",
    steps("  - task: Sub\n    with: { amount: 1 }\n    as: nobody"),
    "5:9",
    'no agent "nobody"',
  ],
  [
    "a control of no tool",
    "name: X\ncontrols: [{ tool: sms.*, require: approval }]\nsteps: [{ set: 1 }]",
    "2:20",
    "this control holds nothing",
  ],
  [
    "a control with a wrong name",
    'name: X\ncontrols:\n  - { tool: csv.read, require: approval, when: "{{ arg.file }}" }\nsteps: [{ set: 1 }]',
    "3:52",
    'Did you mean "args"?',
  ],
  ["a control about nothing", "name: X\ncontrols:\n  - { policy: ask }\nsteps: [{ set: 1 }]", "3:5", "Name a tool"],
  [
    "a control that says nothing",
    "name: X\ncontrols:\n  - { effect: external }\nsteps: [{ set: 1 }]",
    "3:5",
    "Say what the policy is",
  ],
  [
    "a control that says it twice",
    "name: X\ncontrols:\n  - { effect: external, policy: ask, require: approval }\nsteps: [{ set: 1 }]",
    "3:47",
    "leave it out",
  ],
  [
    "a control that asks nobody, and names them",
    'name: X\ncontrols:\n  - { effect: external, policy: deny, to: ["role:owner"] }\nsteps: [{ set: 1 }]',
    "3:43",
    "Nobody is asked by this control",
  ],
  ["an enum of nothing", "name: X\ninputs: { a: { type: enum } }\nsteps: [{ set: 1 }]", "2:22", 'lacks the "values"'],
  [
    "a key of another type",
    "name: X\ninputs: { a: { type: string, minimum: 1 } }\nsteps: [{ set: 1 }]",
    "2:30",
    '"minimum" goes with number or integer',
  ],
  [
    "bounds the wrong way round",
    "name: X\ninputs: { a: { type: number, minimum: 5, maximum: 1 } }\nsteps: [{ set: 1 }]",
    "2:39",
    "nothing fits",
  ],
  [
    "a pattern that is none",
    'name: X\ninputs: { a: { type: string, pattern: "(" } }\nsteps: [{ set: 1 }]',
    "2:39",
    "no regular expression",
  ],
  [
    "a default that does not fit",
    'name: X\ninputs: { a: { type: number, default: "5" } }\nsteps: [{ set: 1 }]',
    "2:39",
    "leave out the quotes",
  ],
  ["outputs", 'name: X\nsteps: [{ set: 1 }]\noutputs: { a: "{{ steps.a }}" }', "3:19", 'no step "a"'],
])("%s is an error with its place and what to write", ([, source, place, message]) => {
  const errors = issuesOf(source).filter(({ severity }) => severity === "error");
  const found = errors.map((issue) => `${issue.line}:${issue.column} ${issue.message}`);
  expect(found).toContainEqual(expect.stringContaining(message));
  expect(found.find((one) => one.includes(message))).toMatch(new RegExp(`^${place} `));
});

test.for([
  ["another agent", "name: X\nagent: bob\nsteps: [{ set: 1 }]", "creates it"],
  ["nothing to do", "name: X", "its tasks do nothing"],
  ["a question that can be rejected", steps("  - ask: question\n    on_reject: fail"), "does nothing"],
])("%s is a warning", ([, source, message]) => {
  const issues = issuesOf(source as string);
  expect(issues).toEqual([
    expect.objectContaining({ severity: "warning", message: expect.stringContaining(message as string) }),
  ]);
});

test.for([
  ["lists inside of each other", `name: X\nsteps: ${"[".repeat(5_000)}`],
  ["a megabyte of brackets", "[".repeat(900_000)],
  ["a megabyte of dashes", "- ".repeat(450_000)],
  ["ninety levels", `name: X\nsteps: [{ set: ${"[".repeat(90)}${"]".repeat(90)} }]`],
  ["more than a megabyte", `name: X\ndescription: ${"x".repeat(1_000_000)}`],
  ["aliases that double", `name: X\nsteps:\n  - set: ${doublings()}`],
])("%s are refused without harm", ([, source]) => {
  const { document, issues } = parseDefinition(source as string);
  expect(document).toBeUndefined();
  expect(issues[0]?.message).toMatch(/deeper than 60 levels|larger than 1 MB|aliases|parts/);
});

function doublings(): string {
  const lists = ["&a0 [1, 1]"];
  for (let n = 1; n < 30; n++) lists.push(`&a${n} [*a${n - 1}, *a${n - 1}]`);
  return `[${lists.join(", ")}]`;
}

test("a definition reads the same as YAML and as JSON", () => {
  const yaml = parseDefinition('name: " X "\nsteps:\n  - set: &v { a: 1 }\n  - set: *v\n');
  const json = parseDefinition('{\n\t"name": "X",\n\t"steps": [{ "set": { "a": 1 } }, { "set": { "a": 1 } }]\n}');
  expect(yaml.issues).toEqual([]);
  expect(yaml.document).toEqual(json.document);
  expect(yaml.document?.steps?.[0]).not.toBe(yaml.document?.steps?.[1]);
});

test("the end of an issue is behind its last character", () => {
  const [issue] = issuesOf(steps("  - use: csv.raed\n"));
  expect(issue).toMatchObject({ path: "steps[0].use", line: 3, column: 10, endLine: 3, endColumn: 18 });
});

test("what runs before is seen: blocks, branches, both ways, rounds and failures", () => {
  const source = steps(`
  - { id: a, set: 1 }
  - { id: block, steps: [{ id: b, set: "{{ steps.a }}" }] }
  - { id: fork, parallel: [{ id: c, set: "{{ steps.b }}" }, { id: d, set: "{{ steps.a }}" }] }
  - { if: "{{ steps.c > 1 }}", steps: [{ id: e, set: 1 }], else: [{ id: f, set: 2 }] }
  - { id: loop, each: "{{ steps.d }}", steps: [{ id: g, set: "{{ item & index & steps.e & steps.f }}" }], collect: "{{ steps.g }}" }
  - { id: h, use: csv.read, with: { file: "{{ steps.loop }}" }, on_error: [{ set: "{{ error.message & steps.h.error.code }}" }] }
  - set: "{{ steps.loop[amount > 1].{ 'x': whatever } }}"
  - set: "{{ $map(steps.loop, function($v) { $v.x & steps.set1 }) }}"`).replace("steps.set1", "steps.a");
  expect(issuesOf(source)).toEqual([]);
});

test("three hundred steps are read and checked in a fraction of a second", () => {
  const many = Array.from(
    { length: 300 },
    (_, n) =>
      `  - id: s${n}\n    use: csv.append\n    with: { file: "a{{ inputs.x }}", row: { a: "{{ $sum(inputs.x) + ${n} }}" } }`,
  );
  const source = `name: X\ninputs: { x: { type: number } }\nsteps:\n${many.join("\n")}`;
  const begin = performance.now();
  expect(issuesOf(source)).toEqual([]);
  // some 60 ms alone on two cores; the room is for a busy machine
  expect(performance.now() - begin).toBeLessThan(2_000);
});
