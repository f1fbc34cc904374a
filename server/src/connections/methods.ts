import { sentence } from "@taskwright/api/sentence.ts";
import type { ConnectionMethod, CreateConnection } from "@taskwright/api/connection.ts";
import { AppError } from "../errors.ts";

interface Method {
  /** secrets without which it cannot sign in */
  needs: string[];
  /** settings without which it cannot sign in */
  needsSettings: string[];
}

const METHODS: Record<ConnectionMethod, Method> = {
  bearer: { needs: ["token"], needsSettings: [] },
  basic: { needs: ["username", "password"], needsSettings: [] },
  header: { needs: ["value"], needsSettings: ["name"] },
  query: { needs: ["value"], needsSettings: ["name"] },
  cookie: { needs: ["value"], needsSettings: ["name"] },
  oauth2: { needs: [], needsSettings: [] },
  client_credentials: { needs: ["clientId", "clientSecret"], needsSettings: [] },
  smtp: { needs: ["url"], needsSettings: [] },
  fields: { needs: [], needsSettings: [] },
};

type Given = Pick<CreateConnection, "app" | "method" | "fields" | "settings">;

/** What is missing before the connection could sign in anywhere. */
export function checkMethod({ app, method, fields, settings }: Given): void {
  const { needs, needsSettings } = METHODS[method];
  const missing = [
    ...needs.filter((name) => !fields[name]),
    ...needsSettings.filter((name) => !(settings as Record<string, unknown>)[name]).map((name) => `settings.${name}`),
  ];
  if (method === "fields" && Object.keys(fields).length === 0) missing.push("at least one field");
  const asksServer = method === "oauth2" || method === "client_credentials";
  if (asksServer && !settings.issuer && !settings.tokenUrl) missing.push("settings.issuer or settings.tokenUrl");
  // Without it, a definition could send the secret to any address.
  if (app === "http" && !settings.hosts?.length) missing.push('settings.hosts, such as ["api.example.org"]');
  if (missing.length === 0) return;
  throw new AppError("unprocessable", `A connection by ${method} needs ${missing.join(", ")}.`, {
    sentence: sentence("refused.connection_incomplete", { missing }),
    details: { missing },
  });
}

/** Whether a person has to sign in before it can be used. */
export function needsSignIn(method: ConnectionMethod): boolean {
  return method === "oauth2";
}
