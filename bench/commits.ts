import type pg from "pg";

/** One-row commits per second: what this PostgreSQL on this disk can do at all. */
export async function rawCommits(pool: pg.Pool, clients: number, ms: number): Promise<number> {
  await pool.query(
    "create table if not exists bench_commits (id bigint generated always as identity primary key, at timestamptz not null default now())",
  );
  const until = performance.now() + ms;
  let commits = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = await pool.connect();
      while (performance.now() < until) {
        await client.query({ name: "bench_commit", text: "insert into bench_commits default values" });
        commits++;
      }
      client.release();
    }),
  );
  return Math.round(commits / (ms / 1000));
}
