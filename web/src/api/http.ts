import { heardServerTime } from "../format/clock.ts";
import { setReachable } from "../live/connection.ts";
import { endSession } from "../access/session-end.ts";
import { readProblem, unreachable } from "./problem.ts";

export const API = "/api/v1";

type Query = Record<string, string | number | boolean | null | undefined>;

export function get<Reply>(path: string, query?: Query, signal?: AbortSignal): Promise<Reply> {
  return request<Reply>("GET", path + queryString(query), undefined, { signal });
}

export function send<Reply>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  idempotencyKey?: string,
  /** the version that this is meant to follow; another one is a conflict */
  ifMatch?: number,
): Promise<Reply> {
  const headers: Record<string, string> = {};
  if (ifMatch !== undefined) headers["if-match"] = `"${ifMatch}"`;
  if (body !== undefined) headers["content-type"] = "application/json";
  if (idempotencyKey) headers["idempotency-key"] = idempotencyKey;
  return request<Reply>(method, path, body === undefined ? undefined : JSON.stringify(body), { headers });
}

async function request<Reply>(
  method: string,
  path: string,
  body: BodyInit | undefined,
  init: RequestInit,
): Promise<Reply> {
  let response: Response;
  try {
    response = await fetch(API + path, { ...init, method, body, credentials: "same-origin" });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    setReachable("unreachable");
    throw unreachable();
  }
  heardServerTime(response.headers.get("date"));
  setReachable(response.status === 503 ? "restarting" : "yes");
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as Reply;
  const problem = await readProblem(response);
  // signing in answers 401 as well, to a wrong password; no session ended then
  if (problem.status === 401 && !(method === "POST" && path.startsWith("/session"))) endSession();
  throw problem;
}

export function queryString(query: Query = {}): string {
  const parts = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") parts.set(key, String(value));
  }
  const joined = parts.toString();
  return joined === "" ? "" : `?${joined}`;
}

/** randomUUID exists only on https and localhost; the page is also read over plain http in a LAN. */
export function newIdempotencyKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
