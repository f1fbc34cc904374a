import type { App, AppPage, ConfirmTools, CreateApp, RefreshApp } from "@taskwright/api/app.ts";
import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { get, send } from "../api/http.ts";

export const appsQuery = queryOptions({
  queryKey: ["apps"],
  async queryFn({ signal }): Promise<App[]> {
    const items: App[] = [];
    let cursor: string | null = null;
    do {
      const page: z.infer<typeof AppPage> = await get("/apps", { limit: 200, cursor }, signal);
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  },
});

export function createApp(app: z.input<typeof CreateApp>): Promise<App> {
  return send<App>("POST", "/apps", app);
}
export function refreshApp(id: number, newer: z.input<typeof RefreshApp>): Promise<App> {
  return send<App>("POST", `/apps/${id}/refresh`, newer);
}
export function confirmTools(id: number, tools: z.input<typeof ConfirmTools>["tools"]): Promise<App> {
  return send<App>("PATCH", `/apps/${id}/tools`, { tools });
}
export function removeApp(id: number): Promise<void> {
  return send("DELETE", `/apps/${id}`);
}
