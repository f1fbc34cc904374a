import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

test("with nothing set it listens on loopback, stores in ./data and does everything itself", () => {
  expect(readConfig({ PORT: " ", SMTP_URL: "" })).toMatchObject({
    host: "127.0.0.1",
    port: 8700,
    dataDir: `${process.cwd()}/data`,
    role: "both",
    concurrency: 50,
    databaseUrl: undefined,
    smtpUrl: undefined,
    httpAllow: [],
  });
});

test("lists are separated by commas", () => {
  expect(readConfig({ HTTP_ALLOW: "10.0.0.0/8, api.internal," }).httpAllow).toEqual(["10.0.0.0/8", "api.internal"]);
});

test.for([
  ["PORT", "http", /PORT: "http" cannot be used. Write a port number, for example 8700/],
  ["PORT", "65536", /PORT: "65536"/],
  ["ROLE", "boss", /ROLE: "boss" cannot be used. Write "web", "worker" or "both"/],
  ["CONCURRENCY", "0", /CONCURRENCY: "0"/],
  ["LOG_LEVEL", "loud", /LOG_LEVEL.*trace, debug, info/],
  ["DATABASE_URL", "mysql://root:hunter2@db/x", /DATABASE_URL: this value.*postgres:\/\/user/],
  ["SMTP_URL", "hunter2", /SMTP_URL: this value/],
  ["BASE_URL", "tasks.example.org", /BASE_URL.*https:\/\/tasks.example.org/],
  ["MAX_UPLOAD_BYTES", "10MB", /MAX_UPLOAD_BYTES: "10MB".*104857600/],
] as const)("%s=%s is refused with what to write instead", ([name, value, message]) => {
  const read = () => readConfig({ [name]: value });
  expect(read).toThrow(message);
  expect(read).not.toThrow("hunter2");
});
