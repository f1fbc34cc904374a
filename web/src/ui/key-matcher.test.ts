import { expect, test } from "vitest";
import { keyMatcher } from "./key-matcher.ts";

const keys = [
  { keys: ["j", "ArrowDown"], name: "next" },
  { keys: "g i", name: "inbox" },
  { keys: "i", name: "info" },
  { keys: "?", name: "help" },
  { keys: "mod+k", name: "menu" },
  { keys: "mod+Enter", name: "send" },
  { keys: "mod+shift+p", name: "preview" },
];

type Press = Partial<KeyboardEvent> & { key: string; typing?: boolean };
const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, timeStamp: 0 };

function names(mac: boolean, presses: Press[]): (string | undefined)[] {
  const match = keyMatcher(mac);
  return presses.map(({ typing = false, ...press }) => match({ ...NONE, ...press }, keys, typing)?.name);
}

test.each<[string, boolean, Press[], (string | undefined)[]]>([
  ["a single key", false, [{ key: "j" }], ["next"]],
  ["its other way", false, [{ key: "ArrowDown" }], ["next"]],
  ["a key that needs Shift to be written", false, [{ key: "?", shiftKey: true }], ["help"]],
  ["one after the other", false, [{ key: "g" }, { key: "i", timeStamp: 400 }], [undefined, "inbox"]],
  ["one long after the other", false, [{ key: "g" }, { key: "i", timeStamp: 1_400 }], [undefined, "info"]],
  ["something else between", false, [{ key: "g" }, { key: "x" }, { key: "i" }], [undefined, undefined, "info"]],
  ["a letter while typing", false, [{ key: "j", typing: true }], [undefined]],
  ["a chord while typing", false, [{ key: "k", ctrlKey: true, typing: true }], ["menu"]],
  ["Ctrl on a Mac", true, [{ key: "k", ctrlKey: true }], [undefined]],
  ["⌘ on a Mac", true, [{ key: "k", metaKey: true }], ["menu"]],
  ["⌘ elsewhere", false, [{ key: "k", metaKey: true }], [undefined]],
  ["a chord with a named key", false, [{ key: "Enter", ctrlKey: true }], ["send"]],
  ["a chord with Shift", false, [{ key: "P", ctrlKey: true, shiftKey: true }], ["preview"]],
  ["a letter with Alt", false, [{ key: "j", altKey: true }], [undefined]],
])("%s", (_, mac, presses, expected) => {
  expect(names(mac, presses)).toEqual(expected);
});
