import { type ChatCompletionRequest, type Fixture, LLMock } from "@copilotkit/aimock";
import type { JSONSchema7 } from "ai";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, callModel, type Patience } from "./call.ts";
import { type Asked, modelError } from "./failure.ts";
import { proveProvider } from "../../test/support/provider-proof.ts";
import type { ModelError, TurnTool } from "./models.ts";
import { openProvider, type ProviderModel } from "./provider.ts";

/** The providers' real packages against their wire formats. */
let mock: LLMock;

beforeAll(async () => {
  mock = new LLMock({ port: 0, logLevel: "silent" });
  await mock.start();
});
afterAll(async () => await mock.stop());
beforeEach(() => void mock.reset());

const WIRES: Record<string, () => ProviderModel> = {
  "OpenAI responses": () => ({
    ...COMMON,
    provider: "openai",
    modelName: "gpt-5-mini",
    address: `${mock.url}/v1`,
    api: "responses",
  }),
  "OpenAI chat": () => ({ ...COMMON, provider: "openai", modelName: "gpt-4o", address: `${mock.url}/v1`, api: "chat" }),
  Anthropic: () => ({ ...COMMON, provider: "anthropic", modelName: "claude-sonnet-4-5", address: `${mock.url}/v1` }),
  Google: () => ({ ...COMMON, provider: "google", modelName: "gemini-2.5-flash", address: `${mock.url}/v1beta` }),
  Ollama: () => ({ ...COMMON, provider: "compatible", modelName: "llama3.2", address: `${mock.url}/v1`, key: null }),
};
const COMMON = { thisMachine: true, api: null, key: "sk-planted-secret" } as const;

const LOOK_UP: TurnTool = {
  name: "orders__find",
  description: "Finds an order",
  inputSchema: { type: "object", properties: { id: { type: "number" } }, required: ["id"] } satisfies JSONSchema7,
};

describe.each(Object.keys(WIRES))("%s", (wire) => {
  test("a text arrives in pieces and as a whole, with what it cost", async () => {
    mock.onMessage("hello", { content: "Good morning to you", usage: USAGE }, { chunkSize: 4 });
    const pieces: string[] = [];
    const answer = await ask(wire, "hello", { onText: (delta) => pieces.push(delta) });
    expect(answer.text).toBe("Good morning to you");
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join("")).toBe(answer.text);
    expect(answer.finishReason).toBe("stop");
    expect(answer.usage).toMatchObject({ inputTokens: 120, outputTokens: 7 });
    expect(answer.messages).toEqual([expect.objectContaining({ role: "assistant" })]);
  });

  test("several tool calls of one turn arrive, and their results go back", async () => {
    mock.on(
      { userMessage: "orders", hasToolResult: false },
      {
        toolCalls: [
          { name: LOOK_UP.name, arguments: '{"id":1}' },
          { name: LOOK_UP.name, arguments: '{"id":2}' },
        ],
      },
    );
    mock.on({ userMessage: "orders", hasToolResult: true }, { content: "Both are paid." });
    const first = await ask(wire, "orders", { tools: [LOOK_UP] });
    expect(first.toolCalls.map(({ name, input, invalid }) => ({ name, input, invalid }))).toEqual([
      { name: LOOK_UP.name, input: { id: 1 } },
      { name: LOOK_UP.name, input: { id: 2 } },
    ]);
    expect(first.finishReason).toBe("tool-calls");
    const second = await ask(wire, "orders", {
      tools: [LOOK_UP],
      messages: [
        { role: "user", content: "orders" },
        // what lies in the journal is JSON
        ...(JSON.parse(JSON.stringify(first.messages)) as Answer["messages"]),
        {
          role: "tool",
          content: first.toolCalls.map(({ id, name }) => ({
            type: "tool-result",
            toolCallId: id,
            toolName: name,
            output: { type: "json", value: { paid: true } },
          })),
        },
      ],
    });
    expect(second.text).toBe("Both are paid.");
  });

  /** A fallback goes on with what the first has said, in its provider's own way. */
  test.each(Object.keys(WIRES))("goes on with a conversation of %s, which thought and called", async (other) => {
    const call = (id: string) => ({ name: LOOK_UP.name, arguments: '{"id":1}', id });
    const thought = { content: "I look.", reasoning: "There are two.", toolCalls: [call("call_1"), call("call_2")] };
    mock.on({ userMessage: "orders", hasToolResult: false }, thought);
    mock.on({ userMessage: "orders", hasToolResult: true }, { content: "Both are paid." });
    const first = await ask(other, "orders", { tools: [LOOK_UP] });
    expect(first.toolCalls).toHaveLength(2);
    const messages = [
      { role: "user" as const, content: "orders" },
      ...(JSON.parse(JSON.stringify(first.messages)) as Answer["messages"]),
      {
        role: "tool" as const,
        content: first.toolCalls.map(({ id, name }) => ({
          type: "tool-result" as const,
          toolCallId: id,
          toolName: name,
          output: { type: "text" as const, value: "paid" },
        })),
      },
    ];
    expect((await ask(wire, "orders", { tools: [LOOK_UP], messages })).text).toBe("Both are paid.");
    const sent = (mock.getRequests().at(-1)!.body as ChatCompletionRequest).messages;
    expect(sent.flatMap(({ tool_calls }) => tool_calls ?? [])).toHaveLength(2);
    expect(sent.filter(({ role }) => role === "tool")).toHaveLength(2);
    expect(JSON.stringify(sent)).toContain("I look.");
  });

  test("a call of a tool that was not offered is said to be invalid and does not end the turn", async () => {
    mock.onMessage("odd", { toolCalls: [{ name: "rm_rf", arguments: "{}" }] });
    const unknown = await ask(wire, "odd", { tools: [LOOK_UP] });
    expect(unknown.toolCalls).toEqual([expect.objectContaining({ name: "rm_rf", invalid: expect.any(String) })]);
    expect(unknown.messages.map(({ role }) => role)).toEqual(["assistant"]);
  });

  test("what the real provider is asked, with a key in the environment, is passed by calling the tool alone", async () => {
    const calls = (args: string) => ({ toolCalls: [{ name: LOOK_UP.name, arguments: args }], usage: USAGE });
    mock.onMessage(/order 7/, calls('{"id":7}'));
    await proveProvider(WIRES[wire]!());
    for (const wrong of [{ content: "It is paid." }, calls('{"id":8}'), { ...calls('{"id":7}'), usage: NO_USAGE }]) {
      mock.reset();
      mock.onMessage(/order 7/, wrong);
      await expect(proveProvider(WIRES[wire]!())).rejects.toThrow("expected");
    }
  });

  test.each([
    [401, { code: "unauthorized", retryable: false, message: expect.stringContaining("Give the model another key") }],
    [403, { code: "unauthorized", retryable: false }],
    [404, { code: "not_found", retryable: false, message: expect.stringContaining("Correct its name") }],
    [400, { code: "bad_request", retryable: false }],
    [429, { code: "rate_limited", retryable: true, retryAfterMs: 7_000 }],
    [500, { code: "overloaded", retryable: true }],
    [503, { code: "overloaded", retryable: true }],
  ])("%i is told in words", async (status, expected) => {
    const fixture: Fixture["response"] = { error: { message: `no, ${WIRES[wire]!().key}` }, status, retryAfter: 7 };
    mock.onMessage("hello", fixture);
    const error = await failure(wire, "hello");
    expect(error).toMatchObject(expected);
    expect(error.message).not.toContain("sk-planted-secret");
  });

  test("an answer that breaks off is no answer", async () => {
    mock.onMessage(
      "hello",
      { content: "Once upon a time there was a stream" },
      { chunkSize: 3, truncateAfterChunks: 4 },
    );
    expect(await failure(wire, "hello")).toMatchObject({
      retryable: true,
      code: expect.stringMatching(/bad_answer|unreachable/),
    });
  });

  test("a provider that hangs before its first word is left", async () => {
    mock.onMessage("hello", { content: "late" }, { latency: 5_000 });
    const error = await failure(wire, "hello", { firstMs: 50, idleMs: 5_000, wholeMs: 60_000 });
    expect(error).toMatchObject({
      code: "timeout",
      retryable: true,
      message: expect.stringContaining("wrote nothing"),
    });
  });

  test("one that stops in the middle is left too", async () => {
    mock.onMessage(
      "hello",
      { content: "one two three four" },
      { chunkSize: 4, streamingProfile: { ttft: 0, tps: 0.2 } },
    );
    const error = await failure(wire, "hello", { firstMs: 5_000, idleMs: 100, wholeMs: 60_000 });
    expect(error).toMatchObject({ code: "timeout" });
  });

  test("giving up ends the call with the reason given", async () => {
    mock.onMessage("hello", { content: "late" }, { latency: 5_000 });
    const controller = new AbortController();
    const asked = ask(wire, "hello", { signal: controller.signal });
    controller.abort("cancel");
    await expect(asked).rejects.toBe("cancel");
  });
});

test("a server that is not there cannot be reached", async () => {
  const model: ProviderModel = {
    ...COMMON,
    provider: "compatible",
    modelName: "x",
    address: `http://127.0.0.1:${await closedPort()}/v1`,
  };
  const error = await openAndAsk(model, "hello", {}).then(
    () => undefined,
    (error: unknown) => modelError(error, askedOf(model)),
  );
  expect(error).toMatchObject({ code: "unreachable", retryable: true, message: expect.stringContaining("refused") });
});

test("an address of this machine is not called unless the model says that it is here", async () => {
  mock.onMessage("hello", { content: "inside" });
  const model: ProviderModel = { ...WIRES.Ollama!(), thisMachine: false };
  const error = await openAndAsk(model, "hello", {}).then(
    () => undefined,
    (error: unknown) => modelError(error, askedOf(model)),
  );
  expect(error).toMatchObject({
    code: "bad_request",
    retryable: false,
    message: expect.stringContaining("private or reserved"),
  });
  expect(mock.getRequests()).toEqual([]);
});

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

const USAGE = {
  prompt_tokens: 120,
  completion_tokens: 7,
  total_tokens: 127,
  input_tokens: 120,
  output_tokens: 7,
  promptTokenCount: 120,
  candidatesTokenCount: 7,
  totalTokenCount: 127,
};

const NO_USAGE = Object.fromEntries(Object.keys(USAGE).map((key) => [key, 0]));

type Options = Partial<Parameters<typeof callModel>[1]>;

async function ask(wire: string, text: string, options: Options = {}, patience?: Patience): Promise<Answer> {
  return await openAndAsk(WIRES[wire]!(), text, options, patience);
}

async function openAndAsk(model: ProviderModel, text: string, options: Options, patience?: Patience): Promise<Answer> {
  const asked = {
    system: "You are a test.",
    messages: [{ role: "user" as const, content: text }],
    tools: [],
    signal: new AbortController().signal,
    ...options,
  };
  return await callModel(await openProvider(model, []), asked, patience);
}

async function failure(wire: string, text: string, patience?: Patience): Promise<ModelError> {
  try {
    await ask(wire, text, {}, patience);
  } catch (error) {
    return modelError(error, askedOf(WIRES[wire]!()));
  }
  throw new Error("it answered");
}

function askedOf({ provider, modelName, address, key }: ProviderModel): Asked {
  return { name: "Writer", provider, modelName, address: address!, key };
}
