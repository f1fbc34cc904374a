import { ApiError, createClient, type Client as ApiClient } from "@taskwright/api/client.ts";
import type { Problem } from "@taskwright/api/problem.ts";

/** Where the server is and who we are. */
export interface Connection {
  /** without a slash at its end */
  url: string;
  key: string | undefined;
}

export interface Client extends ApiClient {
  connection: Connection;
}

export class UnreachableError extends Error {
  override name = "UnreachableError";
}

interface OpenOptions {
  /** how often a request is repeated that a server out of breath could not answer. Default 0: a person waits */
  retries?: number;
  /** told when the server has begun to answer, or could not be reached */
  onAttempt?: () => void;
}

export function openClient(connection: Connection, { retries = 0, onAttempt }: OpenOptions = {}): Client {
  const reach: typeof fetch = async (address, init) => {
    try {
      return await fetchOrExplain(connection, address, init);
    } finally {
      onAttempt?.();
    }
  };
  const client = createClient({ baseUrl: connection.url, key: connection.key, retries, fetch: reach });
  return { ...client, connection };
}

/** One request whose body or answer is not JSON: a file's content. */
export async function request(
  connection: Connection,
  path: string,
  init: Omit<RequestInit, "headers"> & { headers?: Record<string, string> } = {},
): Promise<Response> {
  const headers: Record<string, string> = { ...init.headers };
  if (connection.key !== undefined) headers["authorization"] = `Bearer ${connection.key}`;
  const response = await fetchOrExplain(connection, `${connection.url}/api/v1${path}`, { ...init, headers });
  if (!response.ok) throw new ApiError(await readProblem(response));
  return response;
}

async function fetchOrExplain(connection: Connection, ...[address, init]: Parameters<typeof fetch>): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (init?.signal?.aborted) throw error;
    throw new UnreachableError(`No server answers at ${connection.url}.`, { cause: error });
  }
}

async function readProblem(response: Response): Promise<Problem> {
  const found = (await response.json().catch(() => null)) as Problem | null;
  if (found !== null && typeof found.detail === "string") return found;
  const detail = `The server answered with status ${response.status} and no reason.`;
  return { type: "about:blank", title: response.statusText, status: response.status, code: "unknown", detail };
}
