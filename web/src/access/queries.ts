import type {
  ApiKey,
  ApiKeyPage,
  CreateApiKey,
  CreatedApiKey,
  CreatedUser,
  CreateUser,
  UpdateUser,
  User,
  UserPage,
} from "@taskwright/api/access.ts";
import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { get, send } from "../api/http.ts";

export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: async ({ signal }): Promise<User[]> =>
    (await get<z.infer<typeof UserPage>>("/users", { limit: 200 }, signal)).items,
});
export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: async ({ signal }): Promise<ApiKey[]> =>
    (await get<z.infer<typeof ApiKeyPage>>("/keys", { limit: 200 }, signal)).items,
});

export function createUser(user: z.input<typeof CreateUser>): Promise<z.infer<typeof CreatedUser>> {
  return send("POST", "/users", user);
}
export function updateUser(id: number, change: z.input<typeof UpdateUser>): Promise<User> {
  return send("PATCH", `/users/${id}`, change);
}
/** For someone who has lost their password, or the first link. */
export function createLink(id: number): Promise<z.infer<typeof CreatedUser>> {
  return send("POST", `/users/${id}/link`);
}
export function createKey(key: z.input<typeof CreateApiKey>): Promise<z.infer<typeof CreatedApiKey>> {
  return send("POST", "/keys", key);
}
export function revokeKey(id: number): Promise<void> {
  return send("DELETE", `/keys/${id}`);
}
