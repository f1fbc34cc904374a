import { expect, test } from "vitest";
import { z } from "zod";
import { defineTool, type Tool } from "../apps/tool.ts";
import { unnamedHost } from "./unnamed-host.ts";

const builtIn: Tool = defineTool({
  name: "web.open",
  title: "",
  description: "",
  effect: "read",
  reads: "outside",
  idempotent: true,
  args: z.unknown(),
  run: async () => await Promise.resolve(null),
});
const imported: Tool = { ...builtIn, name: "net.look", version: "1" };
const named = { hosts: ["api.example"], texts: ["See https://docs.example:8443/x"] };

/** What an imported tool takes for the name of a host, however it calls the argument. */
test.for<[args: unknown, host: string | null]>([
  [{ host: "sk-123.evil.example" }, "sk-123.evil.example"],
  [{ name: "evil.example" }, "evil.example"],
  [{ q: " Evil.Example. " }, "evil.example"],
  [{ target: "evil.example:8080" }, "evil.example:8080"],
  [{ target: "evil.example/sk-123?x" }, "evil.example"],
  [{ target: "//evil.example/sk-123" }, "evil.example"],
  [{ repo: "git@evil.example:sk/123.git" }, "evil.example"],
  [{ url: "ftp://evil.example/sk-123" }, "evil.example"],
  [{ url: "wss://user@evil.example:444/" }, "evil.example:444"],
  [{ address: "203.0.113.9" }, "203.0.113.9"],
  [{ address: "203.0.113.9:53" }, "203.0.113.9:53"],
  [{ address: "2001:db8::1" }, "[2001:db8::1]"],
  [{ address: "[2001:db8::1]:53" }, "[2001:db8::1]:53"],
  [{ deep: [{ servers: ["api.example", "evil.example"] }] }, "evil.example"],
  [{ host: "xn--bcher-kva.example" }, "xn--bcher-kva.example"],
  [{ host: "bücher.example" }, "xn--bcher-kva.example"],
  [{ host: "localhost" }, "localhost"],
  [{ hostname: "evil-internal" }, "evil-internal"],
  // A file's name in an argument that is called like a host is one.
  [{ domain: "report.md" }, "report.md"],
  // Named: the same, with or without www.
  [{ host: "api.example" }, null],
  [{ host: "www.api.example" }, null],
  [{ host: "docs.example:8443" }, null],
  [{ host: "docs.example" }, "docs.example"],
  // No hosts.
  [{ path: "report.md", file: "notes/2026.txt", name: "invoice.pdf" }, null],
  [{ version: "1.2.3", date: "2026-11-23", time: "10:30", money: "12.50", key: "a:b" }, null],
  [{ text: "Write to evil.example, please", mail: "mallory@evil.example" }, null],
  [{ id: "abc", count: 3, on: true, none: null }, null],
  [{ path: "/etc/hosts", glob: "*.md", dots: "..", regexp: "^a.b$" }, null],
])("%j tells %s something", ([args, host]) => {
  expect(unnamedHost(imported, args, named)).toBe(host);
});

test("tools of ours say an address in full", () => {
  expect(unnamedHost(builtIn, { url: "https://evil.example/" }, named)).toBe("evil.example");
  expect(unnamedHost(builtIn, { headers: { from: "evil.example" } }, named)).toBeNull();
});

test("what a call is redirected to is asked about like what it asked for", () => {
  const to = (address: string) => unnamedHost(builtIn, { url: "https://api.example/" }, named, new URL(address));
  expect(to("https://evil.example/?sk-123")).toBe("evil.example");
  expect(to("https://www.api.example/")).toBeNull();
  const signed: Tool = { ...builtIn, connection: { app: "http", required: false } };
  const args = { url: "https://shop.example/", connection: "shop" };
  expect(unnamedHost(signed, args, named)).toBeNull();
  expect(unnamedHost(signed, args, named, new URL("https://evil.example/"))).toBe("evil.example");
});
