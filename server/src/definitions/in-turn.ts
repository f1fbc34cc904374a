import { setImmediate } from "node:timers/promises";

let last: Promise<unknown> = Promise.resolve();
let lastPause = 0;
const MOST_MS_WITHOUT_PAUSE = 25;

/**
 * Runs evaluations one after the other. They never wait for anything but the processor; side by
 * side each would count the others' time against its own limit, and together they would keep
 * heartbeats and requests waiting until the last is done.
 */
export function inTurn<T>(run: () => Promise<T>): Promise<T> {
  const turn = last.then(async () => {
    if (performance.now() - lastPause > MOST_MS_WITHOUT_PAUSE) {
      await setImmediate();
      lastPause = performance.now();
    }
    return await run();
  });
  last = turn.catch(() => {});
  return turn;
}
