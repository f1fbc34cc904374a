import { routes } from "@taskwright/api/routes.ts";
import { defineVerb, serverFlags, type Noun } from "../command.ts";
import { connect } from "../connect.ts";
import { print, printJson } from "../terminal.ts";

const rotate = defineVerb({
  name: "rotate",
  about: "Seals all stored secrets with today's key, or with a new one",
  examples: [
    "secrets rotate --new-key  # a new key in DATA_DIR/secret.key",
    "secrets rotate  # after a new TASKWRIGHT_SECRET_KEY, with the old one in TASKWRIGHT_SECRET_KEY_OLD",
  ],
  args: {
    "new-key": { type: "boolean", description: "Makes a new key first, where it lies in DATA_DIR/secret.key" },
    ...serverFlags,
  },
  async run({ args }) {
    const client = await connect(args);
    const done = await client.call(routes.secrets.rotate, { body: { newKey: args["new-key"] === true } });
    if (args.json) return printJson(done);
    print(`Key ${done.key} seals everything: ${done.resealed} sealed anew, ${done.kept} were already.`);
  },
});

export const secrets: Noun = { name: "secrets", about: "Stored secrets", verbs: { rotate } };
