import { LRUCache } from "lru-cache";
import * as oauth from "oauth4webapi";
import { AppError, messageOf } from "../../errors.ts";

/** The OAuth part of a connection's settings. */
export interface OAuthSettings {
  issuer?: string;
  authorizationUrl?: string;
  tokenUrl?: string;
  scopes?: string[];
  resource?: string;
}

type Fetch = typeof fetch;

const TIMEOUT_MS = 10_000;
const discovered = new LRUCache<string, oauth.AuthorizationServer>({ max: 200, ttl: 10 * 60_000 });

/** The authorisation server: discovered from its issuer (RFC 8414, or OpenID Connect), or as it was described. */
export async function authorizationServer(settings: OAuthSettings, fetch: Fetch): Promise<oauth.AuthorizationServer> {
  const { issuer, authorizationUrl, tokenUrl } = settings;
  if (issuer !== undefined) {
    const known = discovered.get(issuer);
    if (known) return { ...known, ...described(settings) };
    const server = await discover(new URL(issuer), fetch);
    discovered.set(issuer, server);
    return { ...server, ...described(settings) };
  }
  const place = tokenUrl ?? authorizationUrl;
  if (!place) throw new AppError("unprocessable", "Give the issuer, or the addresses of authorisation and tokens.");
  return { issuer: new URL(place).origin, ...described(settings) };
}

function described({ authorizationUrl, tokenUrl }: OAuthSettings): Partial<oauth.AuthorizationServer> {
  return {
    ...(authorizationUrl ? { authorization_endpoint: authorizationUrl } : {}),
    ...(tokenUrl ? { token_endpoint: tokenUrl } : {}),
  };
}

async function discover(issuer: URL, fetch: Fetch): Promise<oauth.AuthorizationServer> {
  let why: unknown;
  for (const algorithm of ["oauth2", "oidc"] as const) {
    try {
      const response = await oauth.discoveryRequest(issuer, { algorithm, ...requestOptions(issuer, fetch) });
      return await oauth.processDiscoveryResponse(issuer, response);
    } catch (error) {
      why = error;
    }
  }
  throw new AppError(
    "unprocessable",
    `${issuer.origin} does not describe itself as an OAuth server: ${messageOf(why)}`,
    {
      cause: why,
    },
  );
}

/** Plain http is for this machine alone: a token must not travel in the clear. */
export function requestOptions(url: URL | string, fetch: Fetch) {
  const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
  return {
    [oauth.customFetch]: fetch as never,
    // oxlint-disable-next-line typescript/no-deprecated -- deprecated to stand out; here it is this machine alone
    [oauth.allowInsecureRequests]: isLocal,
    signal: () => AbortSignal.timeout(TIMEOUT_MS),
  };
}

/** How the client shows who it is: with its secret, as the server takes it, or by PKCE alone. */
export function clientAuth(server: oauth.AuthorizationServer, clientSecret: string | undefined): oauth.ClientAuth {
  if (clientSecret === undefined || clientSecret === "") return oauth.None();
  const taken = server.token_endpoint_auth_methods_supported;
  return taken && !taken.includes("client_secret_basic") && taken.includes("client_secret_post")
    ? oauth.ClientSecretPost(clientSecret)
    : oauth.ClientSecretBasic(clientSecret);
}
