import type { SystemInfo } from "@taskwright/api/system.ts";
import type { Finding } from "./diagnosis.ts";
import { formatDuration } from "./duration.ts";

type Model = SystemInfo["models"][number];
type Connection = SystemInfo["connections"][number];

const LONG_UNUSED_MS = 30 * 86_400_000;

/** Pure: each model in trouble by itself, the others in one line. */
export function judgeModels({ models }: SystemInfo, now: number): Finding[] {
  if (models.length === 0)
    return [{ level: "ok", what: "models", detail: "none is connected; a person does what an agent would" }];
  const bad = models.filter((model) => model.trouble !== null || model.tested?.ok === false);
  const good = models.filter((model) => !bad.includes(model));
  return [
    ...bad.map((model): Finding => ({ level: "warn", what: "models", ...troubleOf(model, now) })),
    ...(good.length > 0
      ? [{ level: "ok" as const, what: "models" as const, detail: good.map((model) => line(model, now)).join("; ") }]
      : []),
  ];
}

function troubleOf(model: Model, now: number): Pick<Finding, "detail" | "advice"> {
  const name = JSON.stringify(model.name);
  if (!model.trouble) {
    const { at, text } = model.tested!;
    return {
      detail: `${model.name}: its test ${formatDuration(now - Date.parse(at))} ago failed: ${text}`,
      advice: `Mend what it says, then: taskwright models test ${name}`,
    };
  }
  const advice = {
    unauthorized: `Give it another key: taskwright models set ${name} --new-key < key.txt`,
    no_money: `Pay the provider, then: taskwright models test ${name}`,
    not_found: `Name a model that the provider has: taskwright models set ${name} --model <name>`,
  }[model.trouble.code];
  return {
    detail: `${model.name}, which ${usedBy(model.agents)}: ${model.trouble.text}`,
    advice: advice ?? `Mend what it says, then: taskwright models test ${name}`,
  };
}

function line({ name, provider, modelName, tested }: Model, now: number): string {
  const when =
    tested === null ? "never tested" : `answered its test ${formatDuration(now - Date.parse(tested.at))} ago`;
  return `${name} (${provider}, ${modelName}) ${when}`;
}

/** Pure: what somebody has to sign in with, what nobody uses, and how many are good. */
export function judgeConnections({ connections }: SystemInfo, now: number): Finding[] {
  if (connections.length === 0) return [{ level: "ok", what: "accounts", detail: "there is no connection" }];
  const ready = connections.filter(({ status }) => status === "ready");
  const idle = ready.filter(({ usedAt, createdAt }) => usedAt === null && now - Date.parse(createdAt) > LONG_UNUSED_MS);
  const findings = connections.filter(({ status }) => status !== "ready").map(renewal);
  if (idle.length > 0)
    findings.push({
      level: "warn",
      what: "accounts",
      detail: `never used: ${idle.map(({ name, app }) => `${name} (${app})`).join(", ")}`,
      advice: "A secret that nobody needs can only leak: taskwright connections remove <name>",
    });
  if (ready.length > 0)
    findings.push({ level: "ok", what: "accounts", detail: `${ready.length} of ${connections.length} signed in` });
  return findings;
}

function renewal({ name, app, owner, status, statusText }: Connection): Finding {
  const who = owner?.name ?? "Whoever manages the workspace's connections";
  return {
    level: "warn",
    what: "accounts",
    detail: `${name} (${app}): ${statusText ?? (status === "pending" ? "nobody has signed in yet" : "it has expired or was revoked")}`,
    advice: `${who} renews it on the page, under Connections; tasks that need it wait until then.`,
  };
}

/** Pure: a database without the key of its secrets is worth little. */
export function judgeSecretKey({ secretKey }: SystemInfo): Finding {
  const { from, id, unreadable } = secretKey;
  const place = from === "file" ? "secret.key in the data folder" : "TASKWRIGHT_SECRET_KEY";
  if (unreadable === 0) return { level: "ok", what: "key", detail: `secrets are sealed with ${id}, from ${place}` };
  return {
    level: "fail",
    what: "key",
    detail: `${unreadable} stored ${unreadable === 1 ? "secret was" : "secrets were"} sealed with a key that is not here (${place} is ${id})`,
    advice:
      "Bring back the secret.key of that time, or give its key in TASKWRIGHT_SECRET_KEY_OLD. Without it, enter the secrets again.",
  };
}

function usedBy(agents: number): string {
  if (agents === 0) return "no agent uses";
  return agents === 1 ? "1 agent uses" : `${agents} agents use`;
}
