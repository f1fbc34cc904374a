import * as oauth from "oauth4webapi";
import { type Db, inTransaction, json } from "../../db/database.ts";
import { messageOf } from "../../errors.ts";
import type { ConnectionRow, ConnectionServices } from "../open.ts";
import { ReconnectNeeded, TokenTrouble } from "../reconnect.ts";
import { openFields, sealFields } from "../secret.ts";
import { lapse, lockConnection } from "../store.ts";
import { authorizationServer, clientAuth, type OAuthSettings, requestOptions } from "./server.ts";

/** A token that ends within this time is renewed before it is used. */
const LEEWAY_MS = 60_000;

/**
 * An access token that is good now. One that has ended, or that was turned down (`rejected`), is
 * renewed once, whoever asks: calls of this process share the renewal, processes take turns by the
 * connection's row, and who comes second finds the new token there. A refresh token often works only once.
 */
export async function fetchToken(services: ConnectionServices, row: ConnectionRow, rejected?: string): Promise<string> {
  const good = goodToken(openFields(services.vault, row), rejected);
  if (good !== undefined) return good;
  const known = renewals.get(row.id) ?? renew(services, row.id, rejected).finally(() => renewals.delete(row.id));
  renewals.set(row.id, known);
  return await known;
}

const renewals = new Map<number, Promise<string>>();

function goodToken(fields: Record<string, string>, rejected: string | undefined): string | undefined {
  const { accessToken, expiresAt } = fields;
  if (!accessToken || accessToken === rejected) return undefined;
  return expiresAt && Date.parse(expiresAt) - Date.now() < LEEWAY_MS ? undefined : accessToken;
}

async function renew(services: ConnectionServices, id: number, rejected: string | undefined): Promise<string> {
  const outcome = await inTransaction(services.db, async (tx): Promise<string | ReconnectNeeded> => {
    const row = await lockConnection(tx, id);
    const fields = openFields(services.vault, row);
    const good = goodToken(fields, rejected);
    if (good !== undefined) return good;
    try {
      const token = await ask(services, row, fields);
      await keepToken(services, tx, row, fields, token);
      return token.access_token;
    } catch (error) {
      const why = refusal(error);
      if (why === undefined) throw new TokenTrouble(`"${row.name}" got no token: ${messageOf(error)}`);
      await lapse(tx, row, why);
      return new ReconnectNeeded(row, why);
    }
  });
  // Thrown out here, so that what was written about it is kept.
  if (outcome instanceof ReconnectNeeded) throw outcome;
  return outcome;
}

async function ask(
  { fetch }: ConnectionServices,
  row: ConnectionRow,
  fields: Record<string, string>,
): Promise<oauth.TokenEndpointResponse> {
  const settings = row.settings as OAuthSettings;
  const server = await authorizationServer(settings, fetch);
  const client: oauth.Client = { client_id: fields.clientId ?? "" };
  const auth = clientAuth(server, fields.clientSecret);
  const options = requestOptions(server.token_endpoint ?? server.issuer, fetch);
  const resource = settings.resource ? { resource: settings.resource } : undefined;
  if (row.method === "client_credentials") {
    const parameters = new URLSearchParams({
      ...resource,
      ...(settings.scopes ? { scope: settings.scopes.join(" ") } : {}),
    });
    const response = await oauth.clientCredentialsGrantRequest(server, client, auth, parameters, options);
    return await oauth.processClientCredentialsResponse(server, client, response);
  }
  if (!fields.refreshToken) throw new Lapsed("its access has ended, and it was given no way to renew it by itself.");
  const response = await oauth.refreshTokenGrantRequest(server, client, auth, fields.refreshToken, {
    ...options,
    ...(resource ? { additionalParameters: resource } : {}),
  });
  return await oauth.processRefreshTokenResponse(server, client, response);
}

class Lapsed extends Error {}

/** Why nobody but a person can help; undefined: another attempt may. */
function refusal(error: unknown): string | undefined {
  if (error instanceof Lapsed) return error.message;
  if (error instanceof oauth.ResponseBodyError && error.status < 500) {
    return `the other side refused to renew it (${error.error}${error.error_description ? `: ${error.error_description.slice(0, 300)}` : ""}).`;
  }
  return error instanceof oauth.WWWAuthenticateChallengeError ? "the other side refused to renew it (401)." : undefined;
}

/** What a sign-in or a renewal brought, sealed with the rest. A server may keep to its old refresh token. */
export async function keepToken(
  services: ConnectionServices,
  tx: Db,
  row: ConnectionRow,
  fields: Record<string, string>,
  token: oauth.TokenEndpointResponse,
): Promise<void> {
  const { expiresAt: _, ...rest } = fields;
  const next: Record<string, string> = { ...rest, accessToken: token.access_token };
  if (token.refresh_token) next.refreshToken = token.refresh_token;
  if (token.expires_in !== undefined) next.expiresAt = new Date(Date.now() + token.expires_in * 1000).toISOString();
  await tx
    .updateTable("connections")
    .set({ secret: json(sealFields(services.vault, row, next)), status: "ready", status_text: null })
    .where("id", "=", row.id)
    .execute();
}
