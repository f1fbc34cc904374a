import { type Db, prepared, run } from "../db/database.ts";

/** The approval's own record; what a step says of it counts for nothing. */
export interface Approval<Call> {
  call: Call | null;
  used_at: Date | null;
  void: string | null;
}

/** Uses an approval up for the call of this digest. False: it is not one for it, or not one any more. */
export async function useApproval(tx: Db, id: number, taskId: number, digest: string): Promise<boolean> {
  return (await run(tx, USE, [id, taskId, digest])).length > 0;
}

export async function readApproval<Call>(tx: Db, id: number): Promise<Approval<Call> | undefined> {
  const [row] = await run<Approval<Call>>(tx, READ, [id]);
  return row;
}

export async function voidApproval(tx: Db, id: number, taskId: number, why: string): Promise<void> {
  await run(tx, VOID, [id, taskId, why]);
}

const USE = prepared(
  "interactions_use",
  `update interactions set used_at = clock_timestamp()
   where id = $1 and task_id = $2 and call ->> 'digest' = $3 and status = 'decided' and decision ->> 'outcome' = 'approve'
     and used_at is null and void is null
   returning id`,
);
const READ = prepared("interactions_read_approval", `select call, used_at, void from interactions where id = $1`);
const VOID = prepared(
  "interactions_void",
  `update interactions set void = $3, voided_at = clock_timestamp() where id = $1 and task_id = $2 and used_at is null and void is null`,
);
