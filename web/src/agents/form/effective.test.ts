import type { AgentToolRule } from "@taskwright/api/agent.ts";
import { expect, test } from "vitest";
import { type Allowance, allowanceOf, PRESETS, presetOf } from "./effective.ts";

const READ = { name: "csv.read", effect: "read" } as const;
const WRITE = { name: "file.write", effect: "write" } as const;
const SEND = { name: "email.send", effect: "external" } as const;

test.each<[string, AgentToolRule[] | null, Allowance[]]>([
  ["no rules at all", null, ["allow", "allow", "ask"]],
  ["ask for writes", PRESETS.writes, ["allow", "ask", "ask"]],
  ["ask for external", PRESETS.external, ["allow", "allow", "ask"]],
  ["only reads", PRESETS.reads, ["allow", "none", "none"]],
  ["no tool", PRESETS.nothing, ["none", "none", "none"]],
  [
    "deny before ask before allow",
    [
      { tool: "*", policy: "allow" },
      { tool: "email.*", policy: "deny" },
      { tool: "*.send", policy: "ask" },
    ],
    ["allow", "allow", "deny"],
  ],
  [
    "a condition that may decide otherwise",
    [
      { tool: "*", policy: "allow" },
      { tool: "file.*", policy: "ask", when: "{{ args.size > 10 }}" },
    ],
    ["allow", "depends", "allow"],
  ],
])("%s", (_, rules, expected) => {
  expect([READ, WRITE, SEND].map((tool) => allowanceOf(rules, tool))).toEqual(expected);
});

test("a preset is known again; rules of one's own are none", () => {
  expect(presetOf(PRESETS.writes)).toBe("writes");
  expect(presetOf(null)).toBe("usual");
  expect(presetOf([{ tool: "csv.*", policy: "allow" }])).toBeUndefined();
});
