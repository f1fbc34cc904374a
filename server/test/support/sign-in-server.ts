import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SignInServer {
  address: string;
  /** how often somebody has signed in */
  signedIn: number;
  /** what is behind the sign-in answers only to a token that is good now */
  isGood(authorization: string | undefined): boolean;
  /** somebody over there takes all access back */
  revoke(): void;
  close(): void;
}

/**
 * An authorisation server (OAuth 2 with PKCE) where everybody agrees at once. It registers whoever
 * comes, and turns a verifier down that does not fit its challenge.
 */
export async function openSignInServer(): Promise<SignInServer> {
  const codes = new Map<string, string>();
  let tokens = new Set<string>();
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // To a browser that looks at 127.0.0.1 this is another site, as such servers are.
  const address = `http://localhost:${(server.address() as AddressInfo).port}`;
  const opened: SignInServer = {
    address,
    signedIn: 0,
    isGood: (authorization) => tokens.has(authorization?.replace(/^Bearer /, "") ?? ""),
    revoke: () => void (tokens = new Set()),
    close: () => void server.close(),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    const { pathname, searchParams } = new URL(request.url!, address);
    if (pathname.startsWith("/.well-known/")) {
      const [authorization_endpoint, token_endpoint, registration_endpoint] = ["authorize", "token", "register"].map(
        (place) => `${address}/${place}`,
      );
      return send(200, { issuer: address, authorization_endpoint, token_endpoint, registration_endpoint });
    }
    if (pathname === "/register") return send(201, { client_id: "registered" });
    if (pathname === "/authorize") {
      const code = randomUUID();
      codes.set(code, searchParams.get("code_challenge")!);
      const back = new URL(searchParams.get("redirect_uri")!);
      back.searchParams.set("code", code);
      back.searchParams.set("state", searchParams.get("state")!);
      return void response.writeHead(302, { location: back.href }).end();
    }
    const form = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
    const challenge = codes.get(form.get("code") ?? "");
    const verifier = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    // What was revoked is not refreshed either.
    if (pathname !== "/token" || challenge === undefined || verifier !== challenge)
      return send(400, { error: "invalid_grant" });
    codes.delete(form.get("code")!);
    opened.signedIn++;
    const token = randomUUID();
    tokens.add(token);
    send(200, { access_token: token, refresh_token: randomUUID(), token_type: "bearer", expires_in: 3600 });
  }
  return opened;
}
