import { Ajv2020 } from "ajv/dist/2020.js";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { parseDefinition } from "./language.ts";
import { languageSchema } from "./schema.ts";

const validate = new Ajv2020({ strict: false }).compile(languageSchema);
const EXAMPLES = join(import.meta.dirname, "../../../examples");
const examples = existsSync(EXAMPLES) ? readdirSync(EXAMPLES).filter((name) => name.endsWith(".yaml")) : [];

test.for([...examples, "one of everything"])("%s has the shape that the published schema asks for", (name) => {
  const source = name.endsWith(".yaml") ? readFileSync(join(EXAMPLES, name), "utf8") : EVERYTHING;
  expect(parseDefinition(source).issues).toEqual([]);
  validate(parse(source));
  expect(validate.errors).toBeNull();
});

test.for([
  ["no name", {}],
  ["an unknown key", { name: "X", stepz: [] }],
  ["a step of no kind", { name: "X", steps: [{}] }],
  ["a step of two kinds", { name: "X", steps: [{ set: 1, use: "a.b" }] }],
  ["a wrong duration", { name: "X", timeout: "soon" }],
  ["an unknown type of input", { name: "X", inputs: { a: { type: "text" } } }],
])("%s does not", ([, document]) => {
  expect(validate(document)).toBe(false);
  expect(parseDefinition(JSON.stringify(document)).document).toBeUndefined();
});

const EVERYTHING = `
name: Everything
description: One of everything
category: Test
parent: Base
agent: ops
title: "For {{ inputs.name }}"
instructions: Be brief
priority: -5
timeout: 1d12h
retry: { attempts: 3, backoff: fixed, initial: 10s, max: 5m }
inputs:
  name: { type: string, minLength: 1, maxLength: 50, pattern: "^[A-Z]" }
  kind: { type: enum, values: [a, 1], default: a }
  rows: { type: list, items: { type: object, properties: { x: { type: integer, minimum: 0 } } } }
controls:
  - { tool: email.send, require: approval, when: "{{ args.to != 'me' }}", to: ["role:owner"] }
  - { effect: external, policy: ask, untrusted: allow }
steps:
  - { id: a, use: csv.read, with: { file: x }, if: "{{ inputs.name }}", timeout: 5s, retry: { attempts: 1 }, on_error: continue }
  - { agent: Do it, with: { a: 1 }, output: { type: object } }
  - { ask: approval, title: Sure?, body: Really, subject: { a: 1 }, to: ["user:dana"], due: 8h, on_reject: fail }
  - { ask: question, form: { type: object } }
  - { set: null, on_error: [{ set: 1 }] }
  - { wait: 5m }
  - { wait: { for: 5m } }
  - { wait: { until: "2026-01-01T00:00:00Z" } }
  - { wait: { event: paid, key: "1", due: 1h } }
  - { task: Other, with: { a: 1 }, as: ops }
  - { if: "{{ 1 }}", steps: [{ set: 1 }], else: [{ set: 2 }] }
  - { parallel: [{ set: 1 }, { set: 2 }] }
  - { each: [1, 2], concurrency: 2, steps: [{ set: "{{ item }}" }], collect: "{{ index }}" }
outputs: { a: "{{ steps.a }}" }
`;
