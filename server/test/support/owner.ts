import type { BrowserContext } from "playwright-core";
import type { RunningServer } from "./running-server.ts";

const OWNER = { name: "Dana Smith", login: "dana", password: "correct horse battery" };

/** Makes Dana the owner by the one-time link, in this context. */
export async function signInOwner(context: BrowserContext, server: RunningServer): Promise<void> {
  const page = await context.newPage();
  await page.goto(server.ownerLink);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Name").fill(OWNER.name);
  await page.getByLabel("Login").fill(OWNER.login);
  await page.getByLabel("New password").fill(OWNER.password);
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByRole("navigation").first().waitFor();
  await page.close();
}
