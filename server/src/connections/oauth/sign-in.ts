import type { SignInAnswer } from "@taskwright/api/connection.ts";
import * as oauth from "oauth4webapi";
import type { z } from "zod";
import type { Actor } from "../../access/actor.ts";
import { tokenHash } from "../../access/token.ts";
import { inTransaction, json } from "../../db/database.ts";
import { AppError, messageOf } from "../../errors.ts";
import type { ConnectionRow, ConnectionServices } from "../open.ts";
import { openFields, sealFields } from "../secret.ts";
import type { Sealed } from "../vault.ts";
import { authorizationServer, clientAuth, type OAuthSettings, requestOptions } from "./server.ts";
import { lockConnection } from "../store.ts";
import { keepToken } from "./token.ts";

const GOOD_FOR_MS = 15 * 60_000;

/** Where a person has to go to sign in there. Whoever comes back must be the same person, and bring the state. */
export async function beginSignIn(
  services: ConnectionServices,
  actor: Actor,
  row: ConnectionRow,
  redirectUri: string,
): Promise<{ url: string }> {
  if (!actor.userId) {
    throw new AppError("unprocessable", "A person signs in, and this API key belongs to none. Do it on the page.");
  }
  const settings = row.settings as OAuthSettings;
  const server = await authorizationServer(settings, services.fetch);
  if (!server.authorization_endpoint) {
    throw new AppError("unprocessable", `${server.issuer} names no place to sign in. Give authorizationUrl.`);
  }
  const clientId = await clientOf(services, row, server, redirectUri);
  const state = oauth.generateRandomState();
  const verifier = oauth.generateRandomCodeVerifier();
  const url = new URL(server.authorization_endpoint);
  const parameters = {
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...(settings.scopes?.length ? { scope: settings.scopes.join(" ") } : {}),
    ...(settings.resource ? { resource: settings.resource } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const hash = tokenHash(state);
  await services.db.deleteFrom("connection_sign_ins").where("expires_at", "<", new Date()).execute();
  await services.db
    .insertInto("connection_sign_ins")
    .values({
      state_hash: hash,
      connection_id: row.id,
      user_id: actor.userId,
      secret: json(services.vault.seal(JSON.stringify({ verifier, redirectUri }), aadOf(hash))),
      expires_at: new Date(Date.now() + GOOD_FOR_MS),
    })
    .execute();
  return { url: url.href };
}

/** The client that the connection names; without one it is registered at the other side (RFC 7591). */
async function clientOf(
  services: ConnectionServices,
  row: ConnectionRow,
  server: oauth.AuthorizationServer,
  redirectUri: string,
): Promise<string> {
  const { clientId } = openFields(services.vault, row);
  if (clientId) return clientId;
  if (!server.registration_endpoint) {
    throw new AppError(
      "unprocessable",
      `Register Taskwright at ${server.issuer} with ${redirectUri} as the address to come back to, and give the clientId.`,
    );
  }
  try {
    const response = await oauth.dynamicClientRegistrationRequest(
      server,
      {
        client_name: "Taskwright",
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code", "refresh_token"],
        token_endpoint_auth_method: "none",
      },
      requestOptions(server.registration_endpoint, services.fetch),
    );
    const client = await oauth.processDynamicClientRegistrationResponse(response);
    await inTransaction(services.db, async (tx) => {
      const locked = await lockConnection(tx, row.id);
      const fields = { ...openFields(services.vault, locked), clientId: client.client_id };
      if (typeof client.client_secret === "string") Object.assign(fields, { clientSecret: client.client_secret });
      await tx
        .updateTable("connections")
        .set({ secret: json(sealFields(services.vault, locked, fields)) })
        .where("id", "=", row.id)
        .execute();
    });
    return client.client_id;
  } catch (error) {
    throw new AppError("unprocessable", `${server.issuer} did not register Taskwright: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** A person is back from there: the code becomes tokens. Gives the connection that is ready now. */
export async function finishSignIn(
  services: ConnectionServices,
  userId: number,
  answer: z.output<typeof SignInAnswer>,
): Promise<ConnectionRow> {
  const { here: _, ...parameters } = answer;
  const hash = tokenHash(answer.state ?? "");
  const begun = await services.db
    .deleteFrom("connection_sign_ins")
    .where("state_hash", "=", hash)
    .where("user_id", "=", userId)
    .where("expires_at", ">", new Date())
    .returning(["connection_id", "secret"])
    .executeTakeFirst();
  if (!begun) throw new AppError("gone", "This sign-in was not begun by you, or too long ago. Begin it again.");
  const { verifier, redirectUri } = JSON.parse(services.vault.open(begun.secret as Sealed, aadOf(hash))) as {
    verifier: string;
    redirectUri: string;
  };
  return await inTransaction(services.db, async (tx) => {
    const row = await lockConnection(tx, begun.connection_id);
    const fields = openFields(services.vault, row);
    const server = await authorizationServer(row.settings, services.fetch);
    const client: oauth.Client = { client_id: fields.clientId ?? "" };
    try {
      const checked = oauth.validateAuthResponse(server, client, new URLSearchParams(parameters), answer.state);
      const { resource }: OAuthSettings = row.settings;
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        clientAuth(server, fields.clientSecret),
        checked,
        redirectUri,
        verifier,
        {
          ...requestOptions(server.token_endpoint ?? server.issuer, services.fetch),
          ...(resource ? { additionalParameters: { resource } } : {}),
        },
      );
      const token = await oauth.processAuthorizationCodeResponse(server, client, response);
      await keepToken(services, tx, row, fields, token);
    } catch (error) {
      throw new AppError("unprocessable", `"${row.name}" is not connected: ${words(error)}`, { cause: error });
    }
    await services.renewed(tx, row);
    return row;
  });
}

function words(error: unknown): string {
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError) {
    return `the other side said ${error.error}${error.error_description ? `, ${error.error_description}` : ""}.`;
  }
  return messageOf(error);
}

function aadOf(hash: Buffer): string {
  return `sign-in/${hash.toString("hex")}`;
}
