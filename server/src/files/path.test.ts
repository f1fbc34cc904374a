import { describe, expect, it } from "vitest";
import { fileName, storePath, storePrefix } from "./path.ts";

describe("a path in the store", () => {
  it.each([
    ["ledger.csv", "ledger.csv"],
    ["./reports/may.csv", "reports/may.csv"],
    ["Übersicht/März 2026.csv", "Übersicht/März 2026.csv"],
    ["U\u0308bersicht.csv", "Übersicht.csv"],
    ["a..b/...c", "a..b/...c"],
  ])("%j is kept as %j", (given, kept) => expect(storePath(given)).toBe(kept));

  it.each([
    ["", "is empty"],
    ["../secret", '".."'],
    ["a/../../b", '".."'],
    ["a/./b", '"."'],
    ["/etc/passwd", "without a leading /"],
    ["C:/windows", "drive"],
    ["a\\..\\b", "instead of"],
    ["a\0.csv", "control character"],
    ["a\n.csv", "control character"],
    ["invoice\u202evsc.exe", "control character"],
    ["a//b", "empty part"],
    ["a/", "empty part"],
    ["a/ b", "space"],
    ["x".repeat(201), "more than 200"],
    [`${"x/".repeat(260)}y`, "more than 500"],
  ])("%j is refused: %s", (given, why) => expect(() => storePath(given)).toThrow(why));

  it("may end with a slash as a prefix", () => {
    expect(storePrefix("reports/")).toBe("reports/");
    expect(storePrefix("")).toBe("");
    expect(() => storePrefix("../")).toThrow('".."');
  });
});

it.each([
  ["C:\\Users\\dana\\list.csv", "list.csv"],
  ["../../etc/passwd", "passwd"],
  ["a\r\nX-Evil: 1.csv", "aX-Evil: 1.csv"],
])("a file called %j keeps the name %j", (given, kept) => expect(fileName(given)).toBe(kept));
