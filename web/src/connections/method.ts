import type { App } from "@taskwright/api/app.ts";
import type { ConnectionMethod } from "@taskwright/api/connection.ts";

export interface SecretField {
  name: string;
  /** may be left empty */
  optional?: boolean;
  /** not hidden while it is typed: an address, a name */
  plain?: boolean;
}

type Setting = "hosts" | "name" | "issuer" | "authorizationUrl" | "tokenUrl" | "scopes" | "testUrl";

const SECRETS: Record<ConnectionMethod, SecretField[]> = {
  bearer: [{ name: "token" }],
  basic: [{ name: "username", plain: true }, { name: "password" }],
  header: [{ name: "value" }],
  query: [{ name: "value" }],
  cookie: [{ name: "value" }],
  oauth2: [
    { name: "clientId", plain: true, optional: true },
    { name: "clientSecret", optional: true },
  ],
  client_credentials: [{ name: "clientId", plain: true }, { name: "clientSecret" }],
  smtp: [{ name: "url", plain: true }],
  fields: [{ name: "url", plain: true }],
};

const SETTINGS: Record<ConnectionMethod, Setting[]> = {
  bearer: ["hosts", "testUrl"],
  basic: ["hosts", "testUrl"],
  header: ["name", "hosts", "testUrl"],
  query: ["name", "hosts", "testUrl"],
  cookie: ["name", "hosts", "testUrl"],
  oauth2: ["issuer", "authorizationUrl", "tokenUrl", "scopes", "hosts", "testUrl"],
  client_credentials: ["issuer", "tokenUrl", "scopes", "hosts", "testUrl"],
  smtp: [],
  fields: [],
};

const WEB: ConnectionMethod[] = ["bearer", "basic", "header", "query", "cookie", "oauth2", "client_credentials"];

/** Apps that are built in and sign in somewhere, and how. */
const BUILT_IN: Record<string, ConnectionMethod[]> = {
  http: WEB,
  email: ["smtp"],
  sql: ["fields"],
  imap: ["fields", "oauth2"],
  caldav: ["fields"],
  slack: ["bearer", "fields"],
  teams: ["fields"],
  webhook: ["fields"],
};

export function appsToConnect(apps: readonly App[]): string[] {
  return [...apps.map(({ name }) => name), ...Object.keys(BUILT_IN)];
}

/** What an imported document says comes first; the others may still be right. */
export function methodsOf(app: string, apps: readonly App[]): ConnectionMethod[] {
  if (BUILT_IN[app]) return BUILT_IN[app];
  const said = apps.find(({ name }) => name === app)?.signIn.map(({ method }) => method) ?? [];
  return [...new Set([...said, ...WEB])];
}

export function secretsOf(app: string, method: ConnectionMethod): SecretField[] {
  if (method === "fields" && app === "webhook") return [...SECRETS.fields, { name: "secret", optional: true }];
  // the mailbox's own address and person; the token comes by signing in
  if (method === "oauth2" && app === "imap") return [...SECRETS.fields, ...SECRETS.oauth2];
  return SECRETS[method];
}

export function settingsOf(method: ConnectionMethod): Setting[] {
  return SETTINGS[method];
}

/** What the document itself says of this way to sign in. */
export function proposedSettings(app: string, method: ConnectionMethod, apps: readonly App[]): Record<string, string> {
  const imported = apps.find(({ name }) => name === app);
  const said = imported?.signIn.find((one) => one.method === method)?.settings ?? {};
  const host = hostOf(imported?.server);
  return {
    ...(host && { hosts: host }),
    ...Object.fromEntries(
      Object.entries(said).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(name === "scopes" ? " " : ", ") : String(value),
      ]),
    ),
  };
}

/** As the API takes them: lists where it wants lists, nothing where nothing was typed. */
export function readSettings(typed: Record<string, string>, method: ConnectionMethod): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const name of SETTINGS[method]) {
    const value = typed[name]?.trim();
    if (!value) continue;
    if (name === "hosts") read.hosts = value.split(/[\s,]+/).filter(Boolean);
    else if (name === "scopes") read.scopes = value.split(/[\s,]+/).filter(Boolean);
    else read[name] = value;
  }
  return read;
}

function hostOf(server: string | null | undefined): string | undefined {
  return server && URL.canParse(server) ? new URL(server).host : undefined;
}
