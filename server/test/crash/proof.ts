import { setTimeout as sleep } from "node:timers/promises";
import type { Member } from "./crew.ts";
import { type Random, randomOf } from "./random.ts";
import { type Line, openSite, type Site, until } from "./site.ts";

/** What is killed with -9: a worker, PostgreSQL, one of PostgreSQL's processes, or everything at once. */
export type Blow = "worker" | "postgres" | "backend" | "everything";

export interface Plan {
  /** the same seed strikes the same victims after as many calls; the machine decides the rest */
  seed: number;
  blows: Blow[];
  /** begun before each blow, so that each meets work under way */
  tasksPerBlow: number;
  workers: number;
  /** tasks that one worker runs at once */
  concurrency: number;
  /** how long a call takes */
  callMs: number;
  /** PostgreSQL stays away for at most this long */
  outageMs: number;
  log?(line: string): void;
}

export interface Findings {
  tasks: number;
  /** calls that were made, repetitions included */
  lines: number;
  repeats: number;
  /** calls that can have been under way at the blows */
  mostRepeats: number;
  /** how long a dead worker's tasks stayed without a living one, for each worker killed */
  takeoversMs: number[];
  /** whatever contradicts the promise */
  wrong: string[];
}

const STEPS = 5;

/** Works, strikes, lets them finish, and looks whether anything was lost or done twice. */
export async function prove(plan: Plan): Promise<Findings> {
  const { log = () => {} } = plan;
  const random = randomOf(plan.seed);
  const site = await openSite({ concurrency: plan.concurrency });
  try {
    const steps = Array.from({ length: STEPS }, (_, n) => ({
      id: `step${n}`,
      use: "crash.append",
      with: { ms: plan.callMs },
    }));
    const definition = await site.define({ steps });
    await Promise.all(Array.from({ length: plan.workers }, async () => await site.crew.hire()));
    const takeoversMs: number[] = [];
    let mostRepeats = 0;
    for (const blow of plan.blows) {
      const before = site.lines().length;
      await site.create(definition, plan.tasksPerBlow);
      const calls = 1 + random.below(plan.tasksPerBlow * STEPS * 0.6);
      await until("work goes on", 60_000, () => site.lines().length >= before + calls);
      await sleep(random.below(plan.callMs));
      mostRepeats += blow === "worker" ? plan.concurrency : site.crew.members.size * plan.concurrency;
      const began = Date.now();
      const takeoverMs = await strike(site, blow, random, plan);
      if (takeoverMs !== undefined) takeoversMs.push(takeoverMs);
      log(
        `${blow} killed after ${calls} calls; ${takeoverMs === undefined ? `back after ${Date.now() - began} ms` : `tasks taken over after ${takeoverMs} ms`}`,
      );
    }
    const wrong = [
      ...(await unfinished(site)),
      ...(await contradictions(site)),
      ...wrongLines(site.lines(), await site.query("select id from tasks")),
    ];
    const [{ count }] = await site.query("select count(*) from tasks");
    const lines = site.lines().length;
    const repeats = lines - count * STEPS;
    return { tasks: count, lines, repeats, mostRepeats, takeoversMs, wrong };
  } finally {
    await site.close();
  }
}

/** The milliseconds until a killed worker's tasks were taken over; undefined when no single worker was meant. */
async function strike(
  site: Site,
  blow: Blow,
  random: Random,
  { workers, outageMs }: Plan,
): Promise<number | undefined> {
  const { crew, postgres } = site;
  switch (blow) {
    case "worker": {
      const victim = await busyMember(site, random);
      await victim.kill();
      const [takeoverMs] = await Promise.all([takenOver(site, victim), crew.hire()]);
      return takeoverMs;
    }
    case "backend":
      postgres.killOneBackend((count) => random.below(count));
      return undefined;
    case "postgres":
      await postgres.kill();
      await sleep(random.below(outageMs));
      await postgres.start();
      return undefined;
    case "everything":
      await Promise.all([...[...crew.members].map(async (member) => await member.kill()), postgres.kill()]);
      await sleep(random.below(outageMs));
      await Promise.all([postgres.start(), ...Array.from({ length: workers }, async () => await crew.hire())]);
      return undefined;
  }
}

/** One that has something to lose. */
async function busyMember({ crew, query }: Site, random: Random): Promise<Member> {
  const busy = (await query("select distinct worker from tasks where status = 'running'")).map(({ worker }) => worker);
  const members = [...crew.members];
  const candidates = members.filter(({ name }) => busy.includes(name));
  return random.of(candidates.length > 0 ? candidates : members);
}

async function takenOver(site: Site, victim: Member): Promise<number> {
  const began = performance.now();
  await until("a dead worker's tasks are taken over", 60_000, async () => {
    const [{ count }] = await site.query("select count(*) from tasks where status = 'running' and worker = $1", [
      victim.name,
    ]);
    return count === 0;
  });
  return Math.round(performance.now() - began);
}

async function unfinished(site: Site): Promise<string[]> {
  const left = "select id, status, reason, error, worker from tasks where status <> 'complete' order by id";
  const moving = async () =>
    (await site.query(`select count(*) from tasks where status in ('queued', 'running', 'waiting')`))[0].count > 0;
  await until("everything ends", 120_000, async () => !(await moving())).catch(() => {});
  return (await site.query(left)).map((task) => `a task did not end well: ${JSON.stringify(task)}`);
}

/** Steps recorded other than once, and ledgers that tell another story than the task. */
async function contradictions(site: Site): Promise<string[]> {
  const steps = await site.query(
    `select t.id, count(s) as recorded, count(*) filter (where s.status = 'complete' and s.attempt = 1) as complete, count(distinct s.path) as paths
     from tasks t left join steps s on s.task_id = t.id group by t.id
     having count(s) <> $1 or count(*) filter (where s.status = 'complete' and s.attempt = 1) <> $1 or count(distinct s.path) <> $1`,
    [STEPS],
  );
  const events = await site.query(
    `select t.id, t.attempt, e.kinds from tasks t cross join lateral (select json_object_agg(kind, count) as kinds
       from (select kind, count(*) from events where task_id = t.id group by kind) k) e`,
  );
  return [
    ...steps.map((row) => `steps recorded other than once: ${JSON.stringify(row)}`),
    ...events
      .filter(({ attempt, kinds }) => !tellsItsStory(attempt, kinds))
      .map((row) => `the ledger contradicts the task: ${JSON.stringify(row)}`),
  ];
}

function tellsItsStory(attempt: number, kinds: Record<string, number>): boolean {
  const {
    "task.continued": continued = 0,
    "task.recovered": recovered = 0,
    "task.handed-back": handedBack = 0,
    ...once
  } = kinds;
  return (
    1 + continued + recovered === attempt &&
    continued === handedBack &&
    JSON.stringify(Object.entries(once).toSorted(([a], [b]) => a.localeCompare(b))) ===
      JSON.stringify([
        ["step.completed", STEPS],
        ["task.completed", 1],
        ["task.created", 1],
        ["task.started", 1],
      ])
  );
}

/** Each call must have been made, and made again under its own key alone. */
function wrongLines(lines: Line[], tasks: { id: number }[]): string[] {
  const keys = new Map<string, Set<string>>();
  for (const { key, taskId, stepPath } of lines) {
    const call = `${taskId} ${stepPath}`;
    keys.set(call, (keys.get(call) ?? new Set()).add(key));
  }
  const calls = tasks.flatMap(({ id }) => Array.from({ length: STEPS }, (_, n) => `${id} step${n}`));
  const all = [...keys.values()].flatMap((each) => [...each]);
  return [
    ...calls.filter((call) => !keys.has(call)).map((call) => `a call was never made: ${call}`),
    ...[...keys]
      .filter(([, used]) => used.size > 1)
      .map(([call, used]) => `a call was made under several keys: ${call} ${[...used].join(" ")}`),
    ...(new Set(all).size < all.length ? ["several calls shared a key"] : []),
  ];
}
