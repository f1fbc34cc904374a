import { defineVerb, jsonFlag, type Noun } from "../command.ts";
import { usageError } from "../exit.ts";
import { profilesPath, readProfiles, writeProfiles } from "../profiles.ts";
import { renderTable } from "../table.ts";
import { print, printJson, tell } from "../terminal.ts";

const set = defineVerb({
  name: "set",
  about: "Stores the address and the key of a server under a name",
  examples: ["profile set work --url https://tasks.example.org --key tw_…", "tasks list --profile work"],
  args: {
    name: { type: "positional", required: true, description: "What to call it" },
    url: { type: "string", description: "The server's address", valueHint: "address" },
    key: { type: "string", description: "An API key; - reads it from standard input", valueHint: "key" },
  },
  async run({ args }) {
    const profiles = await readProfiles();
    const before = Object.hasOwn(profiles, args.name) ? profiles[args.name] : undefined;
    const url = args.url ?? before?.url;
    if (url === undefined || !/^https?:\/\//.test(url) || !URL.canParse(url)) {
      throw usageError("A profile needs the server's address.", "Write it whole: --url https://tasks.example.org");
    }
    // a key that was stored for one server is not sent to another
    const kept = before?.url === url ? before.key : undefined;
    const key = args.key === "-" ? await readStdin() : (args.key ?? kept);
    await writeProfiles({ ...profiles, [args.name]: { url, ...(key !== undefined && { key }) } });
    print(`Stored "${args.name}" in ${profilesPath()}. Use it with --profile ${args.name} or TASKWRIGHT_PROFILE.`);
  },
});

const list = defineVerb({
  name: "list",
  about: "Lists the stored profiles, without their keys",
  examples: ["profile list"],
  args: jsonFlag,
  async run({ args }) {
    const profiles = Object.entries(await readProfiles()).map(([name, { url, key }]) => ({
      name,
      url,
      hasKey: key !== undefined,
    }));
    if (args.json) return printJson(profiles);
    if (profiles.length === 0)
      return tell("No profiles. Store one: taskwright profile set <name> --url <address> --key <key>");
    print(
      renderTable(
        [
          { title: "profile", value: (profile) => profile.name },
          { title: "address", value: (profile) => profile.url, flexible: true },
          { title: "key", value: (profile) => (profile.hasKey ? "stored" : "none") },
        ],
        profiles,
      ),
    );
  },
});

const remove = defineVerb({
  name: "remove",
  about: "Forgets a profile and its key",
  examples: ["profile remove work"],
  args: { name: { type: "positional", required: true, description: "Its name" } },
  async run({ args }) {
    const { [args.name]: gone, ...others } = await readProfiles();
    if (gone === undefined)
      throw usageError(`There is no profile "${args.name}".`, "taskwright profile list shows what there is.");
    await writeProfiles(others);
    print(`Forgot "${args.name}".`);
  },
});

export const profile: Noun = {
  name: "profile",
  about: "Profiles: addresses and keys of servers, stored for you alone",
  verbs: { set, list, remove },
};

async function readStdin(): Promise<string> {
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) text += chunk;
  return text.trim();
}
