import { Agent } from "undici";
import type { OpenConnection } from "../connections/open.ts";
import type { AppServices } from "./app.ts";
import { connectedTransport, smtpError } from "./catalog/email/transport.ts";
import { createEgress, type Egress } from "./catalog/http/egress.ts";
import { guardedConnector } from "./catalog/http/guarded-fetch.ts";
import { assertMeantFor, sendSigned, usesToken } from "./signing.ts";

interface Means {
  services: Pick<AppServices, "config" | "lookup">;
  egress: Egress;
  agent: Agent;
}

/** Signs in once with a connection, and says in words what came back. */
export function connectionTrial(config: AppServices["config"]): (connection: OpenConnection) => Promise<string> {
  const egress = createEgress(config.httpAllow);
  return async (connection) => {
    const agent = new Agent({ connect: guardedConnector(egress) });
    try {
      return await tryConnection(connection, { services: { config }, egress, agent });
    } finally {
      await agent.destroy();
    }
  };
}

async function tryConnection(connection: OpenConnection, { services, egress, agent }: Means): Promise<string> {
  if (connection.method === "smtp") {
    const transport = await connectedTransport(connection, services);
    try {
      await transport.verify();
      return "The mail server let us in.";
    } catch (error) {
      throw smtpError(error);
    } finally {
      transport.close();
    }
  }
  const { testUrl } = connection.settings;
  if (typeof testUrl === "string") {
    const url = new URL(testUrl);
    assertMeantFor(connection, url);
    const request = { method: "GET", url, headers: { accept: "*/*", "user-agent": "Taskwright" }, body: undefined };
    const patience = { follow: false, timeoutMs: 15_000, attempts: 1, signal: AbortSignal.timeout(20_000) };
    const { response } = await sendSigned({ ...request, ...patience }, connection, egress, agent);
    await response.body.dump();
    if (response.statusCode >= 400) throw new Error(`${url.host} answered ${response.statusCode}.`);
    return `${url.host} answered ${response.statusCode}.`;
  }
  if (usesToken(connection)) {
    await connection.fetchToken();
    return "There is a token that is good now.";
  }
  return "Its secrets are there. Give it a testUrl to ask the other side.";
}
