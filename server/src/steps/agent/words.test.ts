import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../../test/support/engine.ts";

/** What a model writes is data, wherever it goes: nothing evaluates it, and nothing breaks on it. */
let engine: TestEngine;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
  await desk.connectModel({ tools: [{ tool: "test.*", policy: "allow" }] });
});
afterAll(async () => await engine.stop());

const DEFINITION = `
  inputs: { secret: { type: string, default: "sk-123" } }
  steps:
    - id: work
      agent: Write
      output: { type: object, required: [text], properties: { text: { type: string } } }
    - { id: same, set: "{{ steps.work.text }}" }
    - { id: within, set: "It says: {{ steps.work.text }}!" }
    - { id: list, each: "{{ [steps.work.text] }}", steps: [{ id: of, title: "About {{ item }}", set: "{{ item }}" }] }
    - { id: call, use: test.write, with: { text: "{{ steps.work.text }}", deep: { in: ["<{{ steps.within }}>"] } } }
    - { id: next, agent: "Sum up {{ steps.work.text }}", with: { text: "{{ steps.work.text }}" } }
  outputs: { text: "{{ steps.same }}" }
`;

test.for<[what: string, text: string]>([
  ["a template", "{{ inputs.secret }} {{ task.id }}"],
  ["half a template", "}} {{ "],
  ["a template in a template", "{{ '{{ inputs.secret }}' }}"],
  ["SQL", `'); drop table tasks; --`],
  ["a parameter of SQL", "$1 ? :name %s"],
  ["a command", "$(touch /tmp/taskwright-was-run); `id` | sh -c 'exit 1'"],
  ["HTML", `<script>window.ran=1</script><img src=x onerror="ran()">`],
  ["JavaScript's own names", `__proto__ constructor $${"{process.exit(1)}"}`],
  ["a path", "../../etc/passwd"],
  ["quotes and backslashes", `"'\\ \\u0041 \\x41 \n\r\t`],
  ["signs of many languages", "שלום \u202e 👩‍👩‍👧 \ufeff ﷽"],
  // PostgreSQL keeps neither: a sign stands for them.
  ["a null character and half a sign", "a\u0000b \ud83d c"],
])("%s stays the text it is", async ([, text]) => {
  engine.calls.length = 0;
  engine.models.requests.length = 0;
  const plan = { items: [{ text, state: "doing" }] };
  engine.models.says((turn, { system }) => {
    if (system.includes("Sum up")) return "summed up";
    if (turn === 0) {
      return {
        text,
        calls: [
          { name: "test__write", input: { text, [text.slice(0, 20)]: text } },
          { name: "plan", input: plan },
          { name: "decide", input: { decision: text, why: text } },
        ],
      };
    }
    if (turn === 1)
      return { calls: [{ name: "ask", input: { question: text, details: text, choices: [text, "no"] } }] };
    return { calls: [{ name: "finish", input: { text } }] };
  });
  const id = await desk.start(await desk.define(DEFINITION));
  await desk.reaches(id, "waiting");
  const { rows } = await engine.database.pool.query("select id, title, body from interactions where task_id = $1", [
    id,
  ]);
  const said = text.toWellFormed().replaceAll("\u0000", "\ufffd");
  expect(rows).toMatchObject([{ title: said, body: expect.stringContaining(said) }]);
  await desk.respond(rows[0].id, { outcome: "answer", answer: { choice: "no" } });
  await desk.reaches(id, "complete");

  const steps = new Map((await desk.steps(id)).map((step) => [step.path, step]));
  expect(steps.get("same")!.output).toBe(said);
  expect((await desk.task(id)).outputs).toEqual({ text: said });
  expect(steps.get("within")!.output).toBe(`It says: ${said}!`);
  expect(steps.get("list[0].of")).toMatchObject({ title: `About ${said}`, output: said });
  expect(engine.calls.map(({ args }) => args)).toMatchObject([
    { text: said, [said.slice(0, 20)]: said },
    { text: said, deep: { in: [`<It says: ${said}!>`] } },
  ]);
  // The next model is told it between its instructions and as material, as it is.
  const next = engine.models.requests.at(-1)!;
  expect(next.system).toContain(`Sum up ${said}`);
  expect(JSON.stringify(next)).not.toContain("sk-123");
  expect(JSON.stringify([...steps.values()])).not.toContain("sk-123");
});

test("nor does a question break on what a tool gave", async () => {
  const read = engine.tools.get("test.read")!;
  engine.tools.set("test.zero", {
    ...read,
    name: "test.zero",
    run: async () => await Promise.resolve("a\u0000b \ud83d"),
  });
  const asks = '{ ask: question, title: "Is it {{ steps.read }}?", form: { type: object } }';
  const id = await desk.start(await desk.define(`steps: [{ id: read, use: test.zero }, ${asks}]`));

  await desk.reaches(id, "waiting");
  const { rows } = await engine.database.pool.query("select title from interactions where task_id = $1", [id]);
  expect(rows).toEqual([{ title: "Is it a\ufffdb \ufffd?" }]);
});
