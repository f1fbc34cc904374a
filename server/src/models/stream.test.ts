import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BrokenUsage, callModel, PATIENCE } from "./call.ts";
import { modelError } from "./failure.ts";
import { openProvider, type ProviderModel } from "./provider.ts";

/** What real providers stream and the mock does not: caches, an error in the middle, an answer that is no stream. */
let server: Server;
let answer: { type: string; body: string; /** is written again and again after it */ endless?: string };
/** resolves when an endless answer was hung up on */
let hungUp: Promise<void>;

beforeAll(async () => {
  server = createServer((request, response) => {
    const { type, body, endless } = answer;
    hungUp = new Promise((resolve) => response.on("close", resolve));
    request.resume().on("end", () => {
      response.writeHead(200, { "content-type": type });
      if (endless === undefined) return response.end(body);
      response.write(body);
      const more = () => {
        while (!response.destroyed && response.write(endless));
      };
      response.on("drain", more);
      more();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => void server.close());

interface Wire {
  model: () => ProviderModel;
  /** a hundred and twenty tokens read, a hundred of them from the cache, and seven written: "Hi" */
  cached: object[];
  /** it begins, and then says that it cannot */
  broken: object[];
  /** it calls a tool with arguments that are no JSON; null: on its wire they are an object */
  call: object[] | null;
  /** the same as one answer, by a server that does not stream */
  plain: object;
}

const COMMON = { thisMachine: true, api: null, key: "k" } as const;
const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`;
const chunk = (choice: object) => ({
  id: "c",
  object: "chat.completion.chunk",
  created: 1,
  model: "m",
  choices: [choice],
});
const CALL = { name: "orders__find", arguments: '{"id": 3' };
const chat: Omit<Wire, "model"> = {
  cached: [
    chunk({ index: 0, delta: { role: "assistant", content: "Hi" }, finish_reason: null }),
    chunk({ index: 0, delta: {}, finish_reason: "stop" }),
    {
      ...chunk({}),
      choices: [],
      usage: {
        prompt_tokens: 120,
        completion_tokens: 7,
        total_tokens: 127,
        prompt_tokens_details: { cached_tokens: 100 },
      },
    },
  ],
  broken: [
    chunk({ index: 0, delta: { role: "assistant", content: "Hi" }, finish_reason: null }),
    { error: { message: "The server is overloaded.", type: "server_error", param: null, code: null } },
  ],
  call: [
    chunk({
      index: 0,
      delta: { role: "assistant", tool_calls: [{ index: 0, id: "t1", type: "function", function: CALL }] },
      finish_reason: null,
    }),
    chunk({ index: 0, delta: {}, finish_reason: "tool_calls" }),
  ],
  plain: {
    ...chunk({ index: 0, message: { role: "assistant", content: "Hi" }, finish_reason: "stop" }),
    object: "chat.completion",
    usage: { prompt_tokens: 120, completion_tokens: 7, total_tokens: 127 },
  },
};
const item = { type: "message", id: "m1", role: "assistant", status: "completed" };
const responded = {
  id: "r1",
  object: "response",
  created_at: 1,
  model: "m",
  status: "completed",
  output: [{ ...item, content: [{ type: "output_text", text: "Hi", annotations: [] }] }],
  usage: { input_tokens: 120, input_tokens_details: { cached_tokens: 100 }, output_tokens: 7, total_tokens: 127 },
};
const called = { type: "function_call", id: "f1", call_id: "t1", status: "completed", ...CALL };
const began = [
  { type: "response.created", sequence_number: 0, response: { ...responded, status: "in_progress", output: [] } },
  { type: "response.output_item.added", sequence_number: 1, output_index: 0, item: { ...item, content: [] } },
  {
    type: "response.output_text.delta",
    sequence_number: 2,
    item_id: "m1",
    output_index: 0,
    content_index: 0,
    delta: "Hi",
  },
];
const text = { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hi" } };
const message = {
  id: "m1",
  type: "message",
  role: "assistant",
  model: "m",
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { input_tokens: 20, cache_read_input_tokens: 100, cache_creation_input_tokens: 0, output_tokens: 1 },
};
const opened = [
  { type: "message_start", message },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  text,
];
const said = { content: { role: "model", parts: [{ text: "Hi" }] }, index: 0 };

const WIRES: Record<string, Wire> = {
  "OpenAI chat": {
    model: () => ({ ...COMMON, provider: "openai", modelName: "gpt-4o", address: at("v1"), api: "chat" }),
    ...chat,
  },
  "OpenAI responses": {
    model: () => ({ ...COMMON, provider: "openai", modelName: "gpt-5-mini", address: at("v1"), api: "responses" }),
    cached: [
      ...began,
      {
        type: "response.output_item.done",
        sequence_number: 3,
        output_index: 0,
        item: responded.output[0],
      },
      { type: "response.completed", sequence_number: 4, response: responded },
    ],
    broken: [
      ...began,
      { type: "error", sequence_number: 3, code: "server_error", message: "Overloaded.", param: null },
    ],
    call: [
      began[0]!,
      { type: "response.output_item.added", sequence_number: 1, output_index: 0, item: { ...called, arguments: "" } },
      {
        type: "response.function_call_arguments.delta",
        sequence_number: 2,
        item_id: "f1",
        output_index: 0,
        delta: CALL.arguments,
      },
      { type: "response.output_item.done", sequence_number: 3, output_index: 0, item: called },
      { type: "response.completed", sequence_number: 4, response: { ...responded, output: [called] } },
    ],
    plain: responded,
  },
  Anthropic: {
    model: () => ({ ...COMMON, provider: "anthropic", modelName: "claude-sonnet-4-5", address: at("v1") }),
    cached: [
      ...opened,
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 7 } },
      { type: "message_stop" },
    ],
    broken: [...opened, { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }],
    call: [
      { type: "message_start", message },
      {
        type: "content_block_start",
        index: 0,
        content_block: { type: "tool_use", id: "t1", name: CALL.name, input: {} },
      },
      {
        type: "content_block_delta",
        index: 0,
        delta: { type: "input_json_delta", partial_json: CALL.arguments },
      },
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason: "tool_use", stop_sequence: null }, usage: { output_tokens: 7 } },
      { type: "message_stop" },
    ],
    plain: { ...message, content: [{ type: "text", text: "Hi" }], stop_reason: "end_turn" },
  },
  Google: {
    model: () => ({ ...COMMON, provider: "google", modelName: "gemini-2.5-flash", address: at("v1beta") }),
    cached: [
      { candidates: [said] },
      {
        candidates: [{ content: { role: "model", parts: [] }, finishReason: "STOP", index: 0 }],
        usageMetadata: {
          promptTokenCount: 120,
          cachedContentTokenCount: 100,
          candidatesTokenCount: 7,
          totalTokenCount: 127,
        },
      },
    ],
    broken: [
      { candidates: [said] },
      { error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } },
    ],
    call: null,
    plain: { candidates: [{ ...said, finishReason: "STOP" }] },
  },
  Ollama: {
    model: () => ({ ...COMMON, provider: "compatible", modelName: "llama3.2", address: at("v1"), key: null }),
    ...chat,
  },
};

function stream(parts: object[]): string {
  return parts
    .map((part) => `${"type" in part ? `event: ${String(part.type)}\n` : ""}data: ${JSON.stringify(part)}\n\n`)
    .join("");
}

describe.each(Object.keys(WIRES))("%s", (name) => {
  const wire = WIRES[name]!;

  async function ask(onFailed?: (used: BrokenUsage) => void) {
    const model = wire.model();
    const asked = {
      system: "",
      messages: [{ role: "user" as const, content: "hello" }],
      tools: [{ name: CALL.name, description: "Finds an order", inputSchema: { type: "object" as const } }],
      signal: AbortSignal.timeout(20_000),
    };
    return await callModel(await openProvider(model, []), asked, PATIENCE, onFailed).catch((error: unknown) => {
      throw modelError(error, {
        name: "Writer",
        provider: model.provider,
        modelName: model.modelName,
        address: model.address!,
        key: "k",
      });
    });
  }

  test("what was in its cache is counted apart", async () => {
    answer = { type: "text/event-stream", body: stream(wire.cached) };
    const { text, usage, finishReason } = await ask();
    expect({ text, usage, finishReason }).toMatchObject({
      text: "Hi",
      finishReason: "stop",
      usage: { inputTokens: 120, cachedInputTokens: 100, outputTokens: 7 },
    });
  });

  test("an error in the middle of its answer is a failure that passes", async () => {
    answer = { type: "text/event-stream", body: stream(wire.broken) };
    await expect(ask()).rejects.toMatchObject({
      retryable: true,
      code: expect.stringMatching(/^(overloaded|bad_answer)$/),
    });
  });

  test.skipIf(wire.call === null)("arguments that are no JSON are told, and do not end the turn", async () => {
    answer = { type: "text/event-stream", body: stream(wire.call!) };
    const { toolCalls, messages, finishReason } = await ask();
    expect(toolCalls).toEqual([expect.objectContaining({ name: CALL.name, invalid: expect.stringMatching(/JSON/) })]);
    expect(finishReason).toBe("tool-calls");
    // What goes back to the provider is an object all the same.
    const parts = messages.flatMap(({ content }) => (typeof content === "string" ? [] : [...content]));
    expect(parts.filter(({ type }) => type === "tool-call")).toMatchObject([{ input: {} }]);
  });

  test("an answer that is no stream is a failure in words, and is not taken for an empty one", async () => {
    answer = { type: "application/json", body: JSON.stringify(wire.plain) };
    await expect(ask()).rejects.toMatchObject({ name: "ModelError", code: "bad_answer" });
  });

  test("text without end is cut off, and what it took is told", async () => {
    const piece = wire.broken.find((part) => JSON.stringify(part).includes('"Hi"'))!;
    const long = JSON.parse(JSON.stringify(piece).replace('"Hi"', JSON.stringify("x".repeat(500_000)))) as object;
    const before = wire.broken.slice(0, wire.broken.indexOf(piece));
    answer = { type: "text/event-stream", body: stream(before), endless: stream([long]) };
    const used: BrokenUsage[] = [];
    await expect(ask((each) => used.push(each))).rejects.toMatchObject({
      code: "bad_answer",
      message: expect.stringContaining("two million"),
    });
    // Nobody goes on writing, or being paid for it.
    await hungUp;
    expect(used).toHaveLength(1);
    // Five pieces of it, and no more: four letters are a token.
    expect(used[0]).toMatchObject({ outputTokens: 625_000, estimated: true });
  });

  test.each(["", "<html>Bad gateway</html>", "data: {\n\n", "data: []\n\n"])("neither is %j", async (body) => {
    answer = { type: "text/event-stream", body };
    await expect(ask()).rejects.toMatchObject({ name: "ModelError", code: "bad_answer", retryable: true });
  });
});
