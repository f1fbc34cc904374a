import { expect, test } from "vitest";
import { hoursText, readHours } from "./hours.ts";

test.each([
  ["mon-tue 09:00-17:00 Europe/Berlin", { mon: [["09:00", "17:00"]], tue: [["09:00", "17:00"]] }],
  ["sun-mon 22:00-24:00 Europe/Berlin", { sun: [["22:00", "24:00"]], mon: [["22:00", "24:00"]] }],
  [
    "wed 09:00-12:00, wed 13:00-18:00 Europe/Berlin",
    {
      wed: [
        ["09:00", "12:00"],
        ["13:00", "18:00"],
      ],
    },
  ],
])("%s", (text, days) => expect(readHours(text)).toEqual({ zone: "Europe/Berlin", days }));

test("always, and nothing said", () => {
  expect([readHours("always"), readHours(undefined)]).toEqual([null, undefined]);
});

test.each(["nine to five", "mon 9-17 Europe/Berlin", "xyz 09:00-17:00"])("%s are no hours", (text) => {
  expect(() => readHours(text)).toThrow("are no hours");
});

test("they are shown as they are written", () => {
  expect(hoursText(readHours("fri 09:00-17:00 Europe/Berlin")!)).toBe("fri 09:00-17:00 (Europe/Berlin)");
});
