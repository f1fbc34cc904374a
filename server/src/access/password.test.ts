import { expect, test } from "vitest";
import { hashPassword, verifyPassword } from "./password.ts";

test("a password fits its own hash alone, however its letters are composed", async () => {
  const hash = await hashPassword("pässwörd");
  expect(hash).toMatch(/^scrypt\$32768\$8\$3\$/);
  expect(await verifyPassword("pässwörd".normalize("NFD"), hash)).toBe(true);
  expect(await verifyPassword("passwort", hash)).toBe(false);
  expect(await verifyPassword("anything", null)).toBe(false);
});

test("the same password never has the same hash twice", async () => {
  const cheap = { N: 1024, r: 8, p: 1 };
  expect(await hashPassword("same", cheap)).not.toBe(await hashPassword("same", cheap));
});

test("a flood of tries is refused instead of queued without end, and the rest is answered", async () => {
  const cheap = { N: 1024, r: 8, p: 1 };
  const tries = await Promise.allSettled(Array.from({ length: 100 }, async () => await hashPassword("x", cheap)));
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(52);
  expect((await hashPassword("x", cheap)).length).toBeGreaterThan(20);
});
