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

/** What it takes in pieces is judged as what it comes to. */
test.for<[args: unknown, host: string | null]>([
  [{ host: "api.example", port: 8443 }, "api.example:8443"],
  [{ host: "api.example", port: "8443", path: "/x" }, "api.example:8443"],
  [{ subdomain: "sk-123", domain: "api.example" }, "sk-123.api.example"],
  [{ domain: "api.example", sub_domain: "sk.123" }, "sk.123.api.example"],
  [{ site: "evil", tld: "example" }, "evil.example"],
  [{ scheme: "https", machine: "evil", zone: "example", path: "sk-123" }, "evil.example"],
  [{ request: { server: "evil", suffix: "example", port: 81 } }, "evil.example:81"],
  [{ base: "https://api.example", path: "@evil.example/sk-123" }, "evil.example"],
  [{ base: "https://api.example", path: ".evil.example/sk-123" }, "api.example.evil.example"],
  [{ base: "https://api.example", path: ":8443/sk-123" }, "api.example:8443"],
  [{ base: "https://api.example", path: "\\\\evil.example/sk-123" }, "evil.example"],
  [{ q: "@evil.example", where: "api.example" }, "evil.example"],
  [{ parts: ["https://", "evil", ".example/", "sk-123"] }, "evil.example"],
  [{ domain: { parts: ["https:", "//", "evil.example"] } }, "evil.example"],
  [{ zone: ["sk-123", "evil", "example"] }, "sk-123.evil.example"],
  // Named, or no address at all.
  [{ host: "docs.example", port: 8443 }, "docs.example"],
  [{ url: "https://docs.example:8443", path: "/x" }, null],
  [{ host: "api.example", port: 443, path: "/orders", name: "shop" }, null],
  [{ scheme: "https", host: "www.api.example", port: 443 }, null],
  [{ subdomain: "www", domain: "api.example" }, null],
  [{ base: "https://api.example", path: "/a/../b", query: "?x=1", id: "foo" }, null],
  [{ url: "https://api.example/files", extension: ".pdf", user: "@mallory" }, null],
  [{ urls: ["https://api.example/a", "https://www.api.example/b"] }, null],
  [{ source_host: "api.example", target_host: "www.api.example" }, null],
  [{ site: "shop", server: "one", label: "bug", target: "main" }, null],
  [{ owner: "octocat", repo: "hello", label: "bug", since: ":30", at: "@noon" }, null],
])("%j comes to %s", ([args, host]) => {
  expect(unnamedHost(imported, args, named)).toBe(host);
});

test("arguments without end are judged at once", () => {
  const many = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, n) => [`a${n}`, n % 2 ? `h${n}.example` : `.x${n}`]),
  );
  const said = { hosts: Object.values(many), texts: [] };
  const before = performance.now();
  expect(unnamedHost(imported, many, said)).not.toBeNull();
  expect(performance.now() - before).toBeLessThan(2_000);
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
