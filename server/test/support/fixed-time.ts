import type { Page } from "playwright-core";

/** What the page takes for now. */
const NOW = Date.parse("2026-03-12T10:24:00Z");
const HOUR_MS = 3_600_000;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/**
 * Nothing on the page depends on when, or how fast, it was made: its clock stands still, and the
 * moments and durations of what the server says are the same ones every time. The stream of events
 * is left as it is: it shows nothing itself.
 */
export async function fixTime(page: Page): Promise<void> {
  await page.clock.setFixedTime(NOW);
  await page.route("**/api/v1/**", async (route) => {
    if (route.request().headers().accept?.includes("text/event-stream")) return await route.continue();
    const response = await route.fetch();
    const headers: Record<string, string> = { ...response.headers(), date: new Date(NOW).toUTCString() };
    if (!headers["content-type"]?.includes("json")) return await route.fulfill({ response, headers });
    const body: unknown = await response.json();
    await route.fulfill({ response, headers, json: fixed(body) });
  });
}

function fixed(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((each) => fixed(each));
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fixed(each, name)]));
  if (typeof value === "number" && key.endsWith("Ms")) return 1_500;
  return typeof value === "string" && MOMENT.test(value) ? fixedMoment(Date.parse(value)) : value;
}

/** What has been was two hours ago; what is to come keeps its distance, to the hour. */
function fixedMoment(moment: number): string {
  const hours = Math.round((moment - Date.now()) / HOUR_MS);
  return new Date(NOW + (hours > 0 ? hours : -2) * HOUR_MS).toISOString();
}
