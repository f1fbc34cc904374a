import { expect, test } from "vitest";
import { type Blow, prove } from "./proof.ts";
import { openSite, type Site, until } from "./site.ts";

const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
/** The promise to users. */
const TAKEOVER_MS = 15_000;

/** Figures to read in the run's output. */
const say = (line: string) => process.stdout.write(`${line}\n`);

const BLOWS: Blow[] = [
  "worker",
  "postgres",
  "everything",
  "backend",
  "worker",
  "postgres",
  "everything",
  "worker",
  "postgres",
  "everything",
];

test(
  `killed with -9 again and again, nothing is lost and nothing recorded twice (CRASH_SEED=${SEED})`,
  { timeout: 180_000 },
  async () => {
    const found = await prove({
      seed: SEED,
      blows: BLOWS,
      tasksPerBlow: 16,
      workers: 3,
      concurrency: 4,
      callMs: 20,
      outageMs: 800,
      log: say,
    });
    say(JSON.stringify({ seed: SEED, ...found }));
    expect(found.wrong).toEqual([]);
    expect(found.tasks).toBeGreaterThanOrEqual(BLOWS.length * 16);
    expect(found.repeats).toBeLessThanOrEqual(found.mostRepeats);
    expect(Math.max(...found.takeoversMs)).toBeLessThan(TAKEOVER_MS);
  },
);

test(
  "a worker asked to go hands its task back, even when its call hangs, and another finishes it at once",
  { timeout: 60_000 },
  async () => {
    await onSite(async (site) => {
      const hanging = await site.define({
        steps: [
          { id: "before", use: "crash.append", with: { ms: 0 } },
          { id: "hang", use: "crash.hang" },
        ],
      });
      const busy = await site.define({
        steps: ["one", "two"].map((id) => ({ id, use: "crash.append", with: { ms: 500 } })),
      });
      const first = await site.crew.hire();
      const [hangs] = await site.create(hanging, 1);
      await until("a call hangs", 10_000, () => site.lines().some(({ stepPath }) => stepPath === "hang"));
      const [works] = await site.create(busy, 1);
      await until("another is under way", 10_000, () => site.lines().some(({ stepPath }) => stepPath === "one"));

      site.openHang();
      const [ms, second] = await Promise.all([first.terminate(), site.crew.hire()]);
      expect(ms).toBeLessThan(10_000);
      const gone = performance.now();
      await until(
        "both are finished",
        10_000,
        async () => (await site.query("select from tasks where status <> 'complete'")).length === 0,
      );
      say(
        `SIGTERM: gone after ${Math.round(ms)} ms, its tasks finished ${Math.round(performance.now() - gone)} ms later`,
      );

      const events = await site.query(
        "select task_id, kind from events where kind in ('task.handed-back', 'task.recovered') order by task_id",
      );
      expect(events).toEqual([hangs, works].map((task_id) => ({ task_id, kind: "task.handed-back" })));
      // The call that could end did, and was recorded: it is not made again.
      const calls = site.lines().map(({ taskId, stepPath, pid }) => `${taskId} ${stepPath} ${pid}`);
      expect(calls.toSorted(byText)).toEqual(
        [
          `${hangs} before ${first.pid}`,
          `${hangs} hang ${first.pid}`,
          `${hangs} hang ${second.pid}`,
          `${works} one ${first.pid}`,
          `${works} two ${second.pid}`,
        ].toSorted(byText),
      );
    });
  },
);

test("PostgreSQL stopped and started under load, work goes on by itself", { timeout: 60_000 }, async () => {
  await onSite(async (site) => {
    const name = await site.define({
      steps: Array.from({ length: 5 }, (_, n) => ({ id: `step${n}`, use: "crash.append", with: { ms: 10 } })),
    });
    await Promise.all([site.crew.hire(), site.crew.hire()]);
    for (let round = 0; round < 2; round++) {
      const before = site.lines().length;
      await site.create(name, 40);
      await until("work is under way", 10_000, () => site.lines().length > before + 30);
      await site.postgres.stop();
      await site.postgres.start();
    }
    await until(
      "all is finished",
      30_000,
      async () => (await site.query("select from tasks where status <> 'complete'")).length === 0,
    );
    expect(await site.query("select status, count(*) from tasks group by status")).toEqual([
      { status: "complete", count: 80 },
    ]);
  });
});

const byText = (a: string, b: string) => a.localeCompare(b);

async function onSite(fn: (site: Site) => Promise<void>): Promise<void> {
  const site = await openSite({ concurrency: 4 });
  try {
    await fn(site);
  } finally {
    await site.close();
  }
}
