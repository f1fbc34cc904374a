import { expect, test } from "vitest";
import { createParser, type StreamMessage } from "./parse.ts";

const stream =
  ': hello\r\n\r\nid: 7\r\nevent: task.completed\r\ndata: {"a":\r\ndata: 1}\r\n\r\ndata: x\n\nid: 9\rdata:y\r\r';
const messages: StreamMessage[] = [
  { id: "7", event: "task.completed", data: '{"a":\n1}' },
  { id: "7", event: "message", data: "x" },
  { id: "9", event: "message", data: "y" },
];

test("a stream cut at any place gives the same messages", () => {
  for (let size = 1; size <= stream.length; size++) {
    const seen: StreamMessage[] = [];
    const parse = createParser((message) => seen.push(message));
    for (let at = 0; at < stream.length; at += size) parse(stream.slice(at, at + size));
    // a lone \r at the very end may still be half of \r\n
    parse("\n");
    expect(seen, `chunks of ${size}`).toEqual(messages);
  }
});

test("an id alone and a comment alone give no message", () => {
  const seen: StreamMessage[] = [];
  createParser((message) => seen.push(message))("id: 3\n\n: ping\n\n");
  expect(seen).toEqual([]);
});
