import type { App } from "@taskwright/api/app.ts";
import { expect, test } from "vitest";
import { methodsOf, proposedSettings, readSettings, secretsOf } from "./method.ts";

const shop = {
  name: "shop",
  server: "https://api.shop.example:8443/v1",
  signIn: [{ name: "key", method: "header", settings: { name: "X-Key" } }],
} as unknown as App;

test("what a document says of signing in is proposed first, with the host it calls", () => {
  expect(methodsOf("shop", [shop])[0]).toBe("header");
  expect(proposedSettings("shop", "header", [shop])).toEqual({ hosts: "api.shop.example:8443", name: "X-Key" });
});

test.each([
  ["sql", "fields", ["url"]],
  ["webhook", "fields", ["url", "secret"]],
  ["http", "basic", ["username", "password"]],
  ["imap", "oauth2", ["url", "clientId", "clientSecret"]],
] as const)("a connection for %s by %s asks for %j", (app, method, fields) => {
  expect(secretsOf(app, method).map(({ name }) => name)).toEqual(fields);
});

test("lists are lists, and what was left empty is not sent", () => {
  expect(readSettings({ hosts: "a.example, *.b.example", scopes: "read write", issuer: " " }, "oauth2")).toEqual({
    hosts: ["a.example", "*.b.example"],
    scopes: ["read", "write"],
  });
});

test("what another way to sign in would need is not sent along", () => {
  expect(readSettings({ name: "X-Key", issuer: "https://login.example" }, "header")).toEqual({ name: "X-Key" });
});
