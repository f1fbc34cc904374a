import { text as readAll } from "node:stream/consumers";
import type { Model } from "@taskwright/api/model.ts";
import { ModelProvider } from "@taskwright/api/model.ts";
import { routes } from "@taskwright/api/routes.ts";
import type { Client } from "../client.ts";
import { defineVerb, serverFlags, type Noun } from "../command.ts";
import { connect } from "../connect.ts";
import { allModels, modelNamed } from "../everything.ts";
import { EXIT, usageError } from "../exit.ts";
import { wholeNumber } from "../flags.ts";
import { renderTable } from "../table.ts";
import { paint, plainLine, print, printJson, tell } from "../terminal.ts";

const list = defineVerb({
  name: "list",
  about: "Lists models, what they cost, and what is wrong with them",
  examples: ["models list", "models list --json"],
  args: serverFlags,
  async run({ args }) {
    const models = await allModels(await connect(args));
    if (args.json) return printJson({ items: models, nextCursor: null });
    if (models.length === 0) return tell("No models. Connect one: taskwright models add --help");
    print(
      renderTable<Model>(
        [
          { title: "model", value: (model) => model.name, flexible: true },
          {
            title: "state",
            value: (model) => model.trouble?.code ?? "ok",
            paint: (text, model) => (model.trouble ? paint("yellow", text) : text),
          },
          { title: "provider", value: (model) => model.provider },
          { title: "its name there", value: (model) => model.modelName, flexible: true },
          { title: "$ in/out per million", value: priceOf },
          { title: "agents", value: (model) => model.agents, align: "right" },
          { title: "falls back to", value: (model) => model.fallback?.name ?? "", flexible: true },
        ],
        models,
      ),
    );
  },
});

function priceOf({ price }: Model): string {
  return price ? `${price.input} / ${price.output}` : "not known";
}

const add = defineVerb({
  name: "add",
  about: "Connects a model; its key is read from TASKWRIGHT_MODEL_KEY or standard input",
  examples: [
    "models add fast --provider openai --model gpt-5-mini < key.txt",
    "models add local --provider compatible --model llama3.2 --address http://localhost:11434/v1 --this-machine",
  ],
  args: {
    name: { type: "positional", required: true, description: "What to call it" },
    provider: { type: "string", required: true, description: ModelProvider.options.join(", ") },
    model: { type: "string", required: true, description: "What the provider calls it" },
    address: { type: "string", description: "Where it is, when not at the provider's own", valueHint: "address" },
    "this-machine": { type: "boolean", description: "The address may be one of the server's own machine" },
    limit: { type: "string", description: "Calls at once, from all workers", valueHint: "number" },
    fallback: { type: "string", description: "The model that is asked when this one cannot answer", valueHint: "name" },
    ...serverFlags,
  },
  async run({ args }) {
    const provider = providerNamed(args.provider);
    const client = await connect(args);
    const key = await readKey(provider);
    const model = await client.call(routes.models.create, {
      body: {
        name: args.name,
        provider,
        modelName: args.model,
        address: args.address,
        thisMachine: args["this-machine"],
        maxConcurrent: wholeNumber("--limit", args.limit),
        ...(args.fallback !== undefined && { fallbackId: (await modelNamed(client, args.fallback)).id }),
        ...(key && { key }),
      },
    });
    if (args.json) return printJson(model);
    print(`Connected ${plainLine(model.name)}. Try it: taskwright models test ${plainLine(model.name)}`);
  },
});

/** Never an argument: those are in the shell's history, and for everyone on the machine to see. */
async function readKey(provider: ModelProvider): Promise<string> {
  const given = process.env.TASKWRIGHT_MODEL_KEY;
  if (given !== undefined) return given.trim();
  // One's own server mostly has none, and a script's open input would be waited for.
  return process.stdin.isTTY || provider === "compatible" ? "" : (await readAll(process.stdin)).trim();
}

const set = defineVerb({
  name: "set",
  about: "Changes a model; a new key is read from TASKWRIGHT_MODEL_KEY or standard input",
  examples: [
    "models set fast --new-key < key.txt",
    "models set fast --model gpt-5 --limit 8 --fallback local",
    "models set local --address http://localhost:11434/v1 --this-machine",
  ],
  args: {
    name: { type: "positional", required: true, description: "Its name" },
    "new-key": { type: "boolean", description: "Gives it another key" },
    "without-key": { type: "boolean", description: "Takes its key away" },
    rename: { type: "string", description: "Another name", valueHint: "name" },
    provider: { type: "string", description: ModelProvider.options.join(", ") },
    model: { type: "string", description: "What the provider calls it" },
    address: { type: "string", description: "Where it is", valueHint: "address|none" },
    "this-machine": { type: "boolean", description: "The address may be one of the server's own machine" },
    limit: { type: "string", description: "Calls at once, from all workers", valueHint: "number|none" },
    fallback: {
      type: "string",
      description: "The model that is asked when this one cannot answer",
      valueHint: "name|none",
    },
    ...serverFlags,
  },
  async run({ args }) {
    if (args["new-key"] && args["without-key"]) throw usageError("--new-key and --without-key exclude each other.");
    const flags = [
      "new-key",
      "without-key",
      "rename",
      "provider",
      "model",
      "address",
      "this-machine",
      "limit",
      "fallback",
    ];
    if (flags.every((flag) => args[flag] === undefined))
      throw usageError("Nothing to change.", "Give --new-key, --model, --limit or another flag; see --help.");
    const client = await connect(args);
    const { id, version } = await modelNamed(client, args.name);
    const changed = await client.call(routes.models.update, {
      params: { id },
      body: {
        version,
        name: args.rename,
        provider: args.provider === undefined ? undefined : providerNamed(args.provider),
        modelName: args.model,
        address: args.address === "none" ? null : args.address,
        thisMachine: args["this-machine"],
        maxConcurrent: args.limit === "none" ? null : wholeNumber("--limit", args.limit),
        fallbackId: await fallbackOf(client, args.fallback),
        key: args["new-key"] ? await readNewKey() : args["without-key"] ? null : undefined,
      },
    });
    if (args.json) return printJson(changed);
    print(`Changed ${plainLine(changed.name)}. Try it: taskwright models test ${plainLine(changed.name)}`);
  },
});

async function readNewKey(): Promise<string> {
  const given = process.env.TASKWRIGHT_MODEL_KEY;
  if (given === undefined && process.stdin.isTTY) tell("Type or paste the key, then press Enter and Ctrl-D.");
  const key = (given ?? (await readAll(process.stdin))).trim();
  if (key === "")
    throw usageError("There is no key.", "Give it in TASKWRIGHT_MODEL_KEY, or on standard input: < key.txt");
  return key;
}

async function fallbackOf(client: Client, name: string | undefined): Promise<number | null | undefined> {
  if (name === undefined) return undefined;
  return name === "none" ? null : (await modelNamed(client, name)).id;
}

function providerNamed(text: string): ModelProvider {
  const provider = ModelProvider.safeParse(text);
  if (provider.success) return provider.data;
  throw usageError(`"${text}" is no provider.`, `Write one of ${ModelProvider.options.join(", ")}.`);
}

const test = defineVerb({
  name: "test",
  about: "Sends one real request, and shows what came back; ends with 1 when it failed",
  examples: ["models test fast"],
  args: { name: { type: "positional", required: true, description: "Its name" }, ...serverFlags },
  async run({ args }) {
    const client = await connect(args);
    const { id } = await modelNamed(client, args.name);
    const tested = await client.call(routes.models.test, { params: { id } });
    const code = tested.ok ? EXIT.complete : EXIT.error;
    if (args.json) {
      printJson(tested);
      return code;
    }
    print(plainLine(tested.text));
    if (tested.usage) {
      const cost = tested.cost === null ? "price not known" : `$${tested.cost.toFixed(6)}`;
      print(`${tested.ms} ms, ${tested.usage.inputTokens} tokens in, ${tested.usage.outputTokens} out, ${cost}`);
    }
    return code;
  },
});

const remove = defineVerb({
  name: "remove",
  about: "Removes a model that no agent uses, and its key",
  examples: ["models remove fast"],
  args: { name: { type: "positional", required: true, description: "Its name" }, ...serverFlags },
  async run({ args }) {
    const client = await connect(args);
    const model = await modelNamed(client, args.name);
    await client.call(routes.models.remove, { params: { id: model.id } });
    if (args.json) return printJson({ removed: model.id });
    print(`Removed ${plainLine(model.name)}.`);
  },
});

export const models: Noun = {
  name: "models",
  about: "Models that agents ask",
  verbs: { list, add, set, test, remove },
};
