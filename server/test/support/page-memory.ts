import type { Page } from "playwright-core";

export interface PageMemory {
  heapMB: number;
  nodes: number;
  listeners: number;
}

/** What the page holds on to, after the garbage has been taken out. */
export async function pageMemory(page: Page): Promise<PageMemory> {
  const inspector = await page.context().newCDPSession(page);
  await inspector.send("HeapProfiler.collectGarbage");
  await inspector.send("HeapProfiler.collectGarbage");
  const { usedSize } = await inspector.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await inspector.send("Memory.getDOMCounters");
  await inspector.detach();
  return { heapMB: usedSize / 1_000_000, nodes, listeners: jsEventListeners };
}
