/** SQL that books the time a task has waited, if it is waiting; nothing otherwise. The alias of tasks must be t. */
export const WAITED = `
  waiting_ms = t.waiting_ms + case when t.status = 'waiting' then ${sinceStatus()} else 0 end,
  person_ms = t.person_ms + case when t.status = 'waiting' and t.reason ->> 'code' = 'person' then ${sinceStatus()} else 0 end`;

/**
 * SQL that closes the books on the status a task is leaving: adds its time to the right column and
 * starts the clock anew. Part of every UPDATE that changes `status`; the alias of tasks must be t.
 */
export const CLOCKS = `
  running_ms = t.running_ms + case when t.status = 'running' then ${sinceStatus()} else 0 end,
  ${WAITED},
  status_since = clock_timestamp()`;

function sinceStatus(): string {
  // A clock set back must not take time away.
  return "greatest(0, (extract(epoch from clock_timestamp() - t.status_since) * 1000)::bigint)";
}
