import type { ConnectionMethod } from "@taskwright/api/connection.ts";
import type { OpenApiDocument } from "./document.ts";
import { dereferenced, isObject } from "./schema.ts";

/** A way to sign in that the document names, as a connection for it would be made. */
export interface SignInScheme {
  name: string;
  method: ConnectionMethod;
  settings: Record<string, unknown>;
}

export function signInSchemes(document: OpenApiDocument, server: string): SignInScheme[] {
  const { host } = new URL(server);
  return Object.entries(document.components?.securitySchemes ?? {}).flatMap(([name, given]) => {
    const scheme = dereferenced<Record<string, unknown>>(given, document);
    const way = isObject(scheme) ? wayOf(scheme, server) : undefined;
    return way ? [{ name, method: way.method, settings: { hosts: [host], ...way.settings } }] : [];
  });
}

type Way = { method: ConnectionMethod; settings?: Record<string, unknown> } | undefined;

function wayOf(scheme: Record<string, unknown>, server: string): Way {
  if (scheme.type === "http") return { method: String(scheme.scheme).toLowerCase() === "basic" ? "basic" : "bearer" };
  if (scheme.type === "apiKey" && typeof scheme.name === "string") {
    const method = scheme.in === "query" ? "query" : scheme.in === "cookie" ? "cookie" : "header";
    return { method, settings: { name: scheme.name } };
  }
  if (scheme.type === "openIdConnect" && typeof scheme.openIdConnectUrl === "string") {
    return { method: "oauth2", settings: { issuer: scheme.openIdConnectUrl.replace(/\/\.well-known\/.*$/, "") } };
  }
  if (scheme.type !== "oauth2" || !isObject(scheme.flows)) return undefined;
  const { authorizationCode, clientCredentials } = scheme.flows as Record<string, Record<string, unknown> | undefined>;
  const flow = authorizationCode ?? clientCredentials;
  if (!flow) return undefined;
  const absolute = (url: unknown) =>
    typeof url === "string" && URL.canParse(url, server) ? new URL(url, server).href : undefined;
  return {
    method: authorizationCode ? "oauth2" : "client_credentials",
    settings: {
      ...(authorizationCode ? { authorizationUrl: absolute(flow.authorizationUrl) } : {}),
      tokenUrl: absolute(flow.tokenUrl),
      scopes: Object.keys(Object(flow.scopes) as object).slice(0, 50),
    },
  };
}
