import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

// The examples of RFC 8785, sections 3.2.2 and 3.2.3.
test.for<[value: unknown, text: string]>([
  [
    { numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001], literals: [null, true, false] },
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
  ],
  [
    { "€": "Euro Sign", "\r": "Carriage Return", "1": "One", "😀": "Smiley", "\ufb33": "Hebrew" },
    '{"\\r":"Carriage Return","1":"One","€":"Euro Sign","😀":"Smiley","\ufb33":"Hebrew"}',
  ],
  [{ b: undefined, a: [undefined] }, '{"a":[null]}'],
  [new Date(0), '"1970-01-01T00:00:00.000Z"'],
])("%j", ([value, text]) => expect(canonicalJson(value)).toBe(text));

test("it is JSON of the same value, whatever the order of keys", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(turned(value))).toBe(text);
    }),
  );
});

function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, turned(member)])
      .toReversed(),
  );
}
