import type { Control } from "@taskwright/api/language.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileControl } from "../definitions/compile-control.ts";
import { type Call, decidePolicy, type PolicyDecision } from "./policy.ts";

interface Told {
  definition?: Control[];
  agent?: Control[] | null;
  tool?: string;
  effect?: "read" | "write" | "external";
  args?: unknown;
  chosenBy?: "definition" | "model";
  untrusted?: string | null;
  unnamedHost?: string;
}

async function decide(told: Told): Promise<PolicyDecision> {
  const call: Call = {
    tool: { name: told.tool ?? "email.send", effect: told.effect ?? "external" },
    scope: { inputs: {}, steps: {}, now: "2026-01-01T00:00:00.000Z", args: told.args ?? { to: "dana@example.org" } },
    chosenBy: told.chosenBy ?? "definition",
    definition: (told.definition ?? []).map(compileControl),
    agent: { name: "Ada", rules: told.agent ? told.agent.map(compileControl) : null },
    untrusted: told.untrusted ?? null,
    unnamedHost: told.unnamedHost ?? null,
  };
  return await decidePolicy(call);
}

const READ = 'http.get in step "page"';

test.for<[what: string, told: Told, policy: string, where: string, text: string]>([
  ["a definition's own step is made when nothing is said", {}, "allow", "default", "no rule speaks of it"],
  ["a model's external call asks when nothing is said", { chosenBy: "model" }, "ask", "default", "what a model wants"],
  ["a model's write is made when nothing is said", { chosenBy: "model", effect: "write" }, "allow", "default", ""],
  [
    "a rule lets a model act outside",
    { chosenBy: "model", definition: [{ tool: "email.*", policy: "allow" }] },
    "allow",
    "definition",
    'allow "email.*"',
  ],
  [
    "a definition asks",
    { definition: [{ tool: "email.*", policy: "ask" }] },
    "ask",
    "definition",
    'ask before "email.*"',
  ],
  ["the older spelling asks", { definition: [{ tool: "email.*", require: "approval" }] }, "ask", "definition", "ask"],
  [
    "the preset for external calls asks",
    { definition: [{ effect: "external", policy: "ask" }] },
    "ask",
    "definition",
    "tools that act outside",
  ],
  [
    "the preset for writes leaves external calls alone",
    { definition: [{ effect: "write", policy: "ask" }] },
    "allow",
    "default",
    "",
  ],
  [
    "an agent's denial wins over the definition's leave",
    { definition: [{ tool: "email.send", policy: "allow" }], agent: [{ tool: "*", policy: "deny" }] },
    "deny",
    "agent",
    "never call",
  ],
  [
    "a definition's denial wins over the agent's leave",
    { definition: [{ effect: "external", policy: "deny" }], agent: [{ tool: "*", policy: "allow" }] },
    "deny",
    "definition",
    "never call",
  ],
  [
    "an agent has only what it was given",
    { agent: [{ tool: "csv.*", policy: "allow" }] },
    "deny",
    "agent",
    "has no rule that gives it",
  ],
  [
    "what an agent was given under a condition it has only then",
    { agent: [{ tool: "email.send", policy: "allow", when: "{{ args.to = 'boss@example.org' }}" }] },
    "deny",
    "agent",
    "has no rule",
  ],
  [
    "a condition that does not hold says nothing",
    { definition: [{ tool: "email.send", policy: "deny", when: "{{ args.to = 'boss@example.org' }}" }] },
    "allow",
    "default",
    "",
  ],
  [
    "a condition that holds is named",
    { definition: [{ tool: "email.send", policy: "ask", when: "{{ $contains(args.to, 'example') }}" }] },
    "ask",
    "definition",
    "when {{ $contains",
  ],
  ["after content from outside, external calls ask", { untrusted: READ }, "ask", "untrusted", READ],
  [
    "a plain leave does not lift that",
    { untrusted: READ, definition: [{ tool: "email.send", policy: "allow" }] },
    "ask",
    "untrusted",
    READ,
  ],
  [
    "a rule for it does",
    { untrusted: READ, definition: [{ tool: "email.send", untrusted: "allow" }] },
    "allow",
    "definition",
    "also after content",
  ],
  [
    "so does the agent's",
    { untrusted: READ, agent: [{ tool: "email.send", policy: "allow", untrusted: "allow" }] },
    "allow",
    "agent",
    "",
  ],
  [
    "only under its condition",
    { untrusted: READ, definition: [{ tool: "email.send", untrusted: "allow", when: "{{ args.to = 'x' }}" }] },
    "ask",
    "untrusted",
    "",
  ],
  [
    "after content from outside, a read at an address that nobody named asks",
    { untrusted: READ, effect: "read", unnamedHost: "evil.example" },
    "ask",
    "untrusted",
    "nobody has named evil.example",
  ],
  ["before, it does not", { effect: "read", unnamedHost: "evil.example" }, "allow", "default", ""],
  [
    "a rule lets it",
    {
      untrusted: READ,
      effect: "read",
      unnamedHost: "evil.example",
      definition: [{ tool: "email.send", untrusted: "allow" }],
    },
    "allow",
    "definition",
    "also after content",
  ],
  ["other reads do not ask", { untrusted: READ, effect: "read" }, "allow", "default", ""],
  [
    "after content from outside, writes of our own do not ask",
    { untrusted: READ, effect: "write" },
    "allow",
    "default",
    "",
  ],
])("%s", async ([, told, policy, where, text]) => {
  const { rule, ...decision } = await decide(told);
  expect(decision.policy).toBe(policy);
  expect(rule).toMatchObject({ policy, where });
  expect(rule.text).toContain(text);
});

test("whom a rule names is asked, and nobody less", async () => {
  const definition: Control[] = [
    { tool: "email.*", policy: "ask" },
    { tool: "email.send", policy: "ask", to: ["role:owner"] },
  ];
  expect((await decide({ definition })).to).toEqual(["role:owner"]);
  expect((await decide({ definition: [definition[0]!] })).to).toEqual(["role:approver"]);
});

const control: fc.Arbitrary<Control> = fc.record(
  {
    tool: fc.constantFrom("email.send", "email.*", "*", "csv.*"),
    effect: fc.constantFrom("read", "write", "external"),
    policy: fc.constantFrom("allow", "ask", "deny"),
    when: fc.constantFrom("{{ args.n > 5 }}", "{{ args.n < 5 }}", "{{ true }}"),
    untrusted: fc.constant("allow"),
    to: fc.constantFrom(["role:owner"], ["user:dana", "user:bo"]),
  },
  { requiredKeys: ["tool", "policy"] },
) as fc.Arbitrary<Control>;
const told = fc.record({
  definition: fc.array(control, { maxLength: 5 }),
  agent: fc.option(fc.array(control, { maxLength: 5 })),
  tool: fc.constantFrom("email.send", "csv.append"),
  effect: fc.constantFrom("read", "write", "external"),
  args: fc.record({ n: fc.integer({ min: 0, max: 10 }) }),
  chosenBy: fc.constantFrom("definition", "model"),
  untrusted: fc.option(fc.constant(READ)),
}) as fc.Arbitrary<Told & { definition: Control[]; agent: Control[] | null }>;

test("the order of rules changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(told, async (given) => {
      const turned = {
        ...given,
        definition: given.definition.toReversed(),
        agent: given.agent?.toReversed() ?? null,
      };
      expect(await decide(turned)).toEqual(await decide(given));
    }),
  );
});

test("a denial that fits always wins, wherever it stands", async () => {
  await fc.assert(
    fc.asyncProperty(told, fc.boolean(), fc.nat(), async (given, ofAgent, place) => {
      const denial: Control = { tool: given.tool!, policy: "deny" };
      const rules = ofAgent ? (given.agent ?? []) : given.definition;
      const denied = rules.toSpliced(place % (rules.length + 1), 0, denial);
      const decision = await decide({ ...given, ...(ofAgent ? { agent: denied } : { definition: denied }) });
      expect(decision.policy).toBe("deny");
    }),
  );
});

test("a rule more never lets through what was held, unless it speaks of content from outside or gives the tool", async () => {
  const strength = { allow: 0, ask: 1, deny: 2 };
  await fc.assert(
    fc.asyncProperty(told, control, async (given, added) => {
      const before = await decide(given);
      if (added.untrusted || before.rule.where === "default") return;
      const after = await decide({ ...given, definition: [...given.definition, added] });
      expect(strength[after.policy]).toBeGreaterThanOrEqual(strength[before.policy]);
    }),
  );
});
