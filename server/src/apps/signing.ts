import type { Dispatcher } from "undici";
import type { OpenConnection } from "../connections/open.ts";
import type { Egress } from "./catalog/http/egress.ts";
import { type Outgoing, send, type Sent } from "./catalog/http/send.ts";
import { ToolError } from "./tool.ts";

/**
 * An exchange that signs in with a connection. A token that is turned down is renewed once; a
 * credential that is turned down waits for a person from then on.
 */
export async function sendSigned(
  outgoing: Outgoing,
  connection: OpenConnection | undefined,
  egress: Egress,
  dispatcher: Dispatcher,
): Promise<Sent> {
  if (!connection) return await send(outgoing, egress, dispatcher);
  assertMeantFor(connection, outgoing.url);
  const { mayGoOn } = outgoing;
  const meant: Outgoing = {
    ...outgoing,
    mayGoOn: async (to) => isMeantFor(connection, to) || mayGoOn === undefined || (await mayGoOn(to)),
  };
  const token = usesToken(connection) ? await connection.fetchToken() : undefined;
  const sent = await send(sign(meant, connection, token), egress, dispatcher);
  if (sent.response.statusCode !== 401) return sent;
  await sent.response.body.dump();
  if (token !== undefined) {
    const renewed = await connection.fetchToken(token);
    const again = await send(sign(meant, connection, renewed), egress, dispatcher);
    if (again.response.statusCode !== 401) return again;
    await again.response.body.dump();
  }
  return await connection.lapse(`${outgoing.url.host} did not accept it (401 Unauthorized).`);
}

export function usesToken({ method }: OpenConnection): boolean {
  return method === "oauth2" || method === "client_credentials";
}

/** A secret goes nowhere but where its owner said. */
export function assertMeantFor(connection: OpenConnection, url: URL): void {
  if (isMeantFor(connection, url)) return;
  const { name } = connection;
  const hosts = hostsOf(connection);
  throw new ToolError(
    "not_its_host",
    `The connection "${name}" is for ${hosts.join(", ") || "no host"}, not for ${url.host}. Its owner can add the host.`,
  );
}

function isMeantFor(connection: OpenConnection, url: URL): boolean {
  return hostsOf(connection).some((host) => covers(host.toLowerCase(), url));
}

function hostsOf({ settings }: OpenConnection): string[] {
  return (settings.hosts as string[] | undefined) ?? [];
}

function covers(host: string, url: URL): boolean {
  const [, name, port] = /^(.*?)(?::(\d+))?$/.exec(host) as unknown as [string, string, string | undefined];
  const usual = url.protocol === "https:" ? "443" : "80";
  if (port !== undefined && port !== (url.port || usual)) return false;
  if (port === undefined && url.port !== "") return false;
  return name.startsWith("*.") ? url.hostname.endsWith(name.slice(1)) : url.hostname === name;
}

function sign(outgoing: Outgoing, { method, fields, settings }: OpenConnection, token: string | undefined): Outgoing {
  const place = typeof settings.name === "string" ? settings.name : "";
  const withHeader = (name: string, value: string): Outgoing => ({
    ...outgoing,
    headers: { ...outgoing.headers, [name.toLowerCase()]: value },
  });
  switch (method) {
    case "bearer":
      return withHeader("authorization", `Bearer ${fields.token}`);
    case "basic":
      return withHeader("authorization", `Basic ${basic(fields)}`);
    case "oauth2":
    case "client_credentials":
      return withHeader("authorization", `Bearer ${token}`);
    case "header":
      return withHeader(place, fields.value ?? "");
    case "cookie":
      return withHeader("cookie", [outgoing.headers.cookie, `${place}=${fields.value}`].filter(Boolean).join("; "));
    case "query": {
      const url = new URL(outgoing.url);
      url.searchParams.set(place, fields.value ?? "");
      return { ...outgoing, url };
    }
    case "smtp":
    case "fields":
      throw new ToolError("http_arguments", `A connection by ${method} cannot sign in to a web API.`);
  }
}

export function basic({ username, password }: Record<string, string>): string {
  return Buffer.from(`${username}:${password}`).toString("base64");
}
