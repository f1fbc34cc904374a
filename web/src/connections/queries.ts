import type {
  Connection,
  ConnectionPage,
  ConnectionTest,
  CreateConnection,
  ShareConnection,
  SignInAt,
  UpdateConnection,
} from "@taskwright/api/connection.ts";
import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { get, send } from "../api/http.ts";

export const connectionsQuery = queryOptions({
  queryKey: ["connections"],
  async queryFn({ signal }): Promise<Connection[]> {
    const items: Connection[] = [];
    let cursor: string | null = null;
    do {
      const page: z.infer<typeof ConnectionPage> = await get("/connections", { limit: 200, cursor }, signal);
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  },
});

export function createConnection(connection: z.input<typeof CreateConnection>): Promise<Connection> {
  return send<Connection>("POST", "/connections", connection);
}
export function updateConnection(id: number, change: z.input<typeof UpdateConnection>): Promise<Connection> {
  return send<Connection>("PATCH", `/connections/${id}`, change);
}
export function shareConnection(id: number, share: z.input<typeof ShareConnection>): Promise<Connection> {
  return send<Connection>("PUT", `/connections/${id}/grants`, share);
}
export function testConnection(id: number): Promise<z.infer<typeof ConnectionTest>> {
  return send("POST", `/connections/${id}/test`);
}
export function removeConnection(id: number): Promise<void> {
  return send("DELETE", `/connections/${id}`);
}

/** Off to the other side's sign-in; the person comes back by themselves. */
export async function signInThere(id: number): Promise<void> {
  const { url } = await send<z.infer<typeof SignInAt>>("POST", `/connections/${id}/sign-in`);
  if (!/^https?:\/\//.test(url)) throw new Error(url);
  location.assign(url);
}
