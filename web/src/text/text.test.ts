import { expect, test } from "vitest";
import { de } from "./de.ts";
import { en } from "./en.ts";

/** Words that are the same in both languages, by where they stand. */
const SAME = new Set([
  "settings.about.keyFrom.file",
  "settings.about.keyFrom.environment",
  "product",
  "connection.live",
  "keys.names.Escape",
  "keys.names.Tab",
  "outbox.list",
  "access.name",
  "agents.name",
  "steps.plan",
  "agents.form.budget",
  "models.providers.openai",
  "models.providers.anthropic",
  "models.providers.google",
  "models.form.apis.responses",
  "files.columns.name",
  "settings.name",
  "nav.apps",
  "apps.title",
  "connections.name",
  "settings.about.version",
  "settings.about.node",
  "settings.about.mail",
  "tasks.columns.status",
  "tasks.columns.agent",
  "tasks.definition",
  "tasks.agent",
  "taskList.columns.status",
  "taskList.columns.definition",
  "taskList.columns.agent",
  "taskList.filter",
  "taskList.definition",
  "taskList.agent",
  "steps.kinds.agent",
  "steps.kinds.steps",
  "steps.status",
  "log.kinds.agent",
  "log.kinds.app",
  "json.shapes.text",
  "json.shapes.json",
  "inbox.asJson",
  "forms.jsonHint",
  "forms.optional",
  "newTask.agent",
  "definitions.tabs.text",
  "definitions.version",
  "definitions.toolbar.views.text",
  "definitions.form.basic.name",
  "definitions.form.inputs.types.string",
  "definitions.form.steps.body",
  "definitions.form.steps.task",
  "definitions.form.steps.as",
]);
/** No one's words: they show names, figures and signs in an order. */
const WORDLESS = new Set([
  "settings.about.modelTrouble",
  "files.uploading",
  "taskList.chip",
  "taskList.manyOf",
  "taskList.noOne",
  "inbox.alreadyDecided",
]);

/** A noun whose German has not been written yet is the English one, whole. */
const awaited = Object.keys(en).filter((noun) => {
  const [english, german] = [en[noun as keyof typeof en], de[noun as keyof typeof de]];
  return typeof english === "object" && english === german;
});
const english = [...sentences(en)].filter(([path]) => !awaited.includes(path.split(".")[0]!));

test("German has whatever English has, and nothing else", () => {
  expect([...sentences(de)].map(([path]) => path).toSorted()).toEqual(
    [...sentences(en)].map(([path]) => path).toSorted(),
  );
});

test("what takes arguments in English takes them in German, and words stay words", () => {
  const german = new Map(sentences(de));
  for (const [path, sentence] of english) {
    const other = german.get(path);
    expect([path, typeof other]).toEqual([path, typeof sentence]);
  }
});

test("no German sentence is still the English one, except those that are the same", () => {
  const german = new Map(sentences(de));
  const same = english
    .filter(([path, sentence]) => !WORDLESS.has(path) && told(german.get(path)!) === told(sentence))
    .map(([path]) => path);
  expect(same.filter((path) => !SAME.has(path))).toEqual([]);
  // and what is listed as the same still is
  expect([...SAME].filter((path) => !same.includes(path))).toEqual([]);
});

type Sentence = string | ((...args: never[]) => unknown);

function* sentences(texts: object, prefix = ""): Generator<[path: string, sentence: Sentence]> {
  for (const [name, value] of Object.entries(texts) as [string, unknown][]) {
    const path = `${prefix}${name}`;
    if (typeof value === "string" || typeof value === "function") yield [path, value as Sentence];
    else if (typeof value === "object" && value !== null) yield* sentences(value, `${path}.`);
  }
}

/** A sentence with arguments by its source: two that read alike are alike. */
function told(sentence: Sentence): string {
  return String(sentence);
}
