import type { Step } from "@taskwright/api/language.ts";
import fc from "fast-check";

/** What a random definition is made of, without names: `write` gives it those. */
export type Node =
  | { kind: "set" }
  | { kind: "call"; tool: string; fails: number; handled: "retry" | "continue" | "steps"; if: boolean | null }
  | { kind: "ask"; ask: "question" | "approval" }
  | { kind: "steps"; steps: Node[]; else: Node[] | null; if: boolean }
  | { kind: "parallel"; branches: Node[] }
  | { kind: "each"; rounds: number; concurrency: number; steps: Node[] };

const call = fc.record({
  kind: fc.constant("call" as const),
  tool: fc.constantFrom("random.read", "random.write", "random.write", "random.send"),
  fails: fc.constantFrom(0, 0, 0, 1, 2),
  handled: fc.constantFrom("retry" as const, "continue" as const, "steps" as const),
  if: fc.constantFrom(null, null, null, true, false),
});

const { nodes } = fc.letrec<{ node: Node; nodes: Node[] }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", maxDepth: 3, withCrossShrink: true },
    { weight: 2, arbitrary: fc.constant({ kind: "set" as const }) },
    { weight: 6, arbitrary: call },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("ask" as const),
        ask: fc.constantFrom("question" as const, "approval" as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("steps" as const),
        steps: tie("nodes"),
        else: fc.option(tie("nodes")),
        if: fc.boolean(),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("parallel" as const), branches: tie("nodes") }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("each" as const),
        rounds: fc.integer({ min: 0, max: 3 }),
        concurrency: fc.integer({ min: 1, max: 3 }),
        steps: tie("nodes"),
      }),
    },
  ),
  nodes: fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
}));

/** The steps of a definition. A step that fails is always dealt with: which siblings it would stop is a matter of time. */
export const randomSteps: fc.Arbitrary<Step[]> = fc.tuple(nodes, nodes).map(([first, second]) => {
  const list = [...first, ...second];
  let count = 0;
  return writeAll(list, "inputs.seed");

  function writeAll(list: Node[], before: string): Step[] {
    let last = before;
    return list.map((node) => {
      const id = `s${++count}`;
      const step = { id, ...write(node, id, last) } as Step;
      // A question's result holds the moment of its answer.
      last = node.kind === "ask" ? `steps.${id}.outcome` : holdsAsk(node) ? last : `steps.${id}`;
      return step;
    });
  }

  function write(node: Node, id: string, last: string): object {
    switch (node.kind) {
      case "set":
        return { set: `{{ $string(${last}) & "+" }}` };
      case "call":
        return {
          use: node.tool,
          with: { value: `{{ $string(${last}) }}`, fails: node.handled === "retry" ? node.fails : node.fails * 100 },
          retry: { attempts: 3, backoff: "fixed", initial: "1ms" },
          ...(node.if === null ? {} : { if: `{{ inputs.yes = ${node.if} }}` }),
          ...(node.handled === "continue" ? { on_error: "continue" } : {}),
          ...(node.handled === "steps"
            ? {
                on_error: writeAll([{ kind: "set" }, { ...node, fails: 0, handled: "retry" }], `"after " & error.code`),
              }
            : {}),
        };
      case "ask":
        return { ask: node.ask, title: id };
      case "steps":
        return {
          if: `{{ inputs.yes = ${node.if} }}`,
          steps: writeAll(node.steps, last),
          ...(node.else ? { else: writeAll(node.else, last) } : {}),
        };
      case "parallel":
        // Branches do not see each other.
        return { parallel: node.branches.flatMap((branch) => writeAll([branch], last)) };
      case "each":
        return {
          each: Array.from({ length: node.rounds }, (_, n) => `member ${n}`),
          concurrency: node.concurrency,
          steps: writeAll(node.steps, "item"),
        };
    }
  }
});

function holdsAsk(node: Node): boolean {
  switch (node.kind) {
    case "ask":
      return true;
    case "steps":
      return [...node.steps, ...(node.else ?? [])].some(holdsAsk);
    case "each":
      return node.steps.some(holdsAsk);
    case "parallel":
      return node.branches.some(holdsAsk);
    default:
      return false;
  }
}
