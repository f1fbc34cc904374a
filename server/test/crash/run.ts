// npm run crash: the long form of the crash proof.
//   CRASH_TASKS=1000 CRASH_ROUNDS=10 CRASH_SEED=1 npm run crash
// CRASH_ROUNDS is how often each kind of blow falls. CRASH_LOG=warn keeps what the workers logged.
import { type Blow, prove } from "./proof.ts";
import { randomOf } from "./random.ts";

const KINDS: Blow[] = ["worker", "postgres", "backend", "everything"];

const number = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
const seed = number("CRASH_SEED", Date.now() % 1_000_000);
const rounds = number("CRASH_ROUNDS", 8);
const random = randomOf(seed);
const blows = Array.from({ length: rounds * KINDS.length }, (_, n) => KINDS[n % KINDS.length]!)
  .map((blow) => ({ blow, place: random.below(1_000_000) }))
  .toSorted((a, b) => a.place - b.place)
  .map(({ blow }) => blow);

console.log(`CRASH_SEED=${seed}, ${blows.length} blows`);
const began = performance.now();
const found = await prove({
  seed,
  blows,
  tasksPerBlow: Math.ceil(number("CRASH_TASKS", 1_000) / blows.length),
  workers: number("CRASH_WORKERS", 3),
  concurrency: number("CRASH_CONCURRENCY", 5),
  callMs: number("CRASH_CALL_MS", 30),
  // now and then longer than a job's heartbeat
  outageMs: number("CRASH_OUTAGE_MS", 12_000),
  log: console.log,
});
const seconds = Math.round((performance.now() - began) / 1000);
console.log(
  `${found.tasks} tasks, ${found.lines} calls, ${found.repeats} of them repeated (at most ${found.mostRepeats} allowed), in ${seconds} s`,
);
console.log(`taken over after ${found.takeoversMs.toSorted((a, b) => a - b).join(", ")} ms`);
for (const line of found.wrong) console.error(line);
const late = found.takeoversMs.some((ms) => ms > 15_000);
if (late) console.error("a dead worker's tasks waited for more than 15 s");
const ok = found.wrong.length === 0 && found.repeats <= found.mostRepeats && !late;
console.log(ok ? "nothing lost, nothing recorded twice" : `NOT IN ORDER: repeat it with CRASH_SEED=${seed}`);
process.exit(ok ? 0 : 1);
