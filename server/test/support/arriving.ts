import type { RunningServer } from "./running-server.ts";

export interface Arrived {
  tasks: number;
  events: number;
  perSecond: number;
}

/** Starts tasks of a definition so that `perSecond` events arrive, until it is stopped. Slips are made up for. */
export async function startArriving(
  server: RunningServer,
  of: { definition: string; perSecond: number },
): Promise<{ stop(): Promise<Arrived> }> {
  const start = () => server.call<{ id: number }>("POST", "/tasks", { definition: of.definition });
  const eventsEach = await eventsOf(server, (await start()).id);
  const began = performance.now();
  const under = new Set<Promise<unknown>>();
  let tasks = 0;
  const tick = setInterval(() => {
    const due = ((performance.now() - began) / 1_000) * (of.perSecond / eventsEach);
    for (; tasks < due; tasks++) {
      const one: Promise<unknown> = start().finally(() => under.delete(one));
      under.add(one);
    }
  }, 25);
  return {
    async stop() {
      clearInterval(tick);
      await Promise.all(under);
      const seconds = (performance.now() - began) / 1_000;
      return { tasks, events: tasks * eventsEach, perSecond: (tasks * eventsEach) / seconds };
    },
  };
}

/** How many events one such task makes from its creation to its end. */
async function eventsOf(server: RunningServer, id: number): Promise<number> {
  for (;;) {
    const { status } = await server.call<{ status: string }>("GET", `/tasks/${id}`);
    if (status === "complete") break;
    if (status === "error") throw new Error("The task that was to be counted ended in an error.");
    await new Promise((next) => setTimeout(next, 20));
  }
  return (await server.call<{ items: unknown[] }>("GET", `/tasks/${id}/events`)).items.length;
}
