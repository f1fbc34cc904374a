import type { Page } from "playwright-core";

/** Opens the list of tasks and looks at every part of its first `count` rows, so that all of them are loaded. */
export async function loadTasks(page: Page, count: number): Promise<void> {
  await page.goto("/tasks");
  await page.locator('[data-index="0"]').waitFor();
  for (let at = 50; at < count; at += 100) {
    await page.evaluate(`document.querySelector('[role=grid]').parentElement.scrollTop = ${at} * 40`);
    await page.locator(`[data-index="${at}"][data-task]`).waitFor();
  }
  await page.evaluate("document.querySelector('[role=grid]').parentElement.scrollTop = 0");
}
