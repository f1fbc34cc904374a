import type { TestEngine } from "./engine.ts";
import { applicationOf, connectionLost, intercept, isTaskWrite } from "./intercept.ts";

/** Where a process dies: right before a write reaches the database, or right after, not knowing that it did. */
export interface Death {
  atWrite: number;
  when: "before" | "after";
}

/**
 * Lets the process whose connections bear this name die at one of its writes: from then on none of its
 * statements is carried out, and none answers. Without a death its writes are counted.
 */
export function mortal(name: string, death: Death | null, onDeath: () => void) {
  const hanging: (() => void)[] = [];
  const forever = async () => await new Promise<never>((_, reject) => hanging.push(() => reject(connectionLost())));
  const life = { writes: 0, isDead: false };
  const restore = intercept(async (statement) => {
    if (!applicationOf(statement.client).startsWith(name)) return await statement.run();
    if (life.isDead) return await forever();
    const isWrite = isTaskWrite(statement) || statement.text === "commit";
    if (!isWrite || ++life.writes !== death?.atWrite) return await statement.run();
    // What the server answers, nobody hears.
    if (death.when === "after") await statement.run().catch(() => {});
    life.isDead = true;
    onDeath();
    return await forever();
  });
  return Object.assign(life, {
    /** what the process does while it lives; nothing afterwards */
    async lives<T>(fn: () => Promise<T> | T): Promise<T> {
      if (life.isDead) await new Promise(() => {});
      const value = await fn();
      if (life.isDead) await new Promise(() => {});
      return value;
    },
    /** for tidying up: what hangs learns that its connection is gone, and finds its fence lost */
    restore() {
      restore();
      for (const end of hanging) end();
    },
  });
}

/** What a dead process had open, PostgreSQL closes. */
export async function hangUp({ database }: TestEngine, name: string): Promise<void> {
  await database.pool.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name like $1", [
    `${name}%`,
  ]);
}

/** The dead worker's tasks are taken up a second later; the test does not wait for it. */
export async function takeOver({ database, worker }: TestEngine, id: number): Promise<void> {
  await database.pool.query(
    "update tasks set status_since = status_since - interval '2 seconds' where id = $1 and worker like 'victim%'",
    [id],
  );
  worker.release();
  await worker.recover();
}
