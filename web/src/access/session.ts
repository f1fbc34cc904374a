import type { Session } from "@taskwright/api/access.ts";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { get, send } from "../api/http.ts";
import { queryClient } from "../api/query-client.ts";
import { beginSession, endSession } from "./session-end.ts";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => get<Session>("/session", {}, signal),
  staleTime: 60_000,
});

export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data;
}

/** Whether the role allows the action; buttons that would be refused are not offered. */
export function useMay(action: string): boolean {
  return useSession()?.may.includes(action) ?? false;
}

export async function signIn(login: string, password: string): Promise<Session> {
  return begun(await send<Session>("POST", "/session", { login, password }));
}

export async function redeemLink(token: string): Promise<Session> {
  return begun(await send<Session>("POST", "/session/link", { token }));
}

export async function setPassword(change: {
  name?: string;
  login?: string;
  password: string;
  currentPassword?: string;
}): Promise<Session> {
  return begun(await send<Session>("PUT", "/session/password", change));
}

export async function signOut(): Promise<void> {
  await send("DELETE", "/session");
  queryClient.clear();
  endSession();
}

function begun(session: Session): Session {
  const before = queryClient.getQueryData(sessionQuery.queryKey);
  // what another person was shown is not for this one
  if (before && before.actor.id !== session.actor.id) queryClient.clear();
  queryClient.setQueryData(sessionQuery.queryKey, session);
  beginSession();
  return session;
}
