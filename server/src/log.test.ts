import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { createLog, prettyLine } from "./log.ts";

function logged(write: (log: ReturnType<typeof createLog>) => void, pretty = false): string {
  let text = "";
  write(createLog({ pretty, stream: { write: (chunk) => (text += chunk) } }));
  return stripVTControlCharacters(text);
}

test("secrets are hidden at the top and two levels down", () => {
  const text = logged((log) =>
    log.info({
      password: "s1",
      request: { headers: { authorization: "s2", cookie: "s3", "x-api-key": "s4" } },
      connection: { token: "s5", secret: "s6", apiKey: "s7" },
      host: "shown",
    }),
  );
  expect(text).not.toMatch(/s[1-7]/);
  expect(text).toContain("shown");
});

test("errors keep their message, stack and cause", () => {
  const text = logged((log) => log.error({ err: new Error("outer", { cause: new Error("inner") }) }, "failed"));
  expect(JSON.parse(text)).toMatchObject({ level: "error", msg: "failed" });
  expect(text).toContain("outer");
  expect(text).toContain("inner");
});

test("of an error nothing is written that was hung on it, and no credentials of its words", () => {
  const hung = {
    config: { headers: { authorization: "s1" }, body: "s2" },
    requestBodyValues: { a: "s3" },
    code: "ECONNREFUSED",
  };
  const inner = Object.assign(new Error("GET https://dana:s4@host.example/a?key=s5&x=s6 failed"), hung);
  const error = new Error("sent Authorization: Bearer s7, then Basic s8==", { cause: inner });
  const texts = [
    { err: error },
    { error },
    { err: inner },
    { err: "https://h.example/?s9" },
    { err: { token: "s9" } },
  ].map((each) => logged((log) => log.error(each, "failed")));
  expect(texts.join("\n")).not.toMatch(/\bs[1-9]/);
  expect(JSON.parse(texts[2]!).err).toMatchObject({
    type: "Error",
    code: "ECONNREFUSED",
    message: "GET https://[hidden]@host.example/a?[hidden] failed",
  });
});

test("a person reads one line with time, level, message and fields", () => {
  const line = JSON.stringify({
    level: "info",
    time: "2026-11-02T10:00:00Z",
    msg: "done",
    taskId: 7,
    title: "a b",
  });
  expect(stripVTControlCharacters(prettyLine(line))).toMatch(/^\d\d:\d\d:\d\d info {2}done taskId=7 title="a b"\n$/);
});
