import { connectionLost, intercept, isTaskWrite } from "./intercept.ts";

/** When a statement's answer is lost: before the server did it, or after. */
export type Loss = "before" | "after";

/**
 * Lets chosen statements of this process fail as if the connection had been lost. `choose` is asked
 * for each statement that writes for a running task, and for the commits of their transactions.
 */
export function breakConnections(choose: () => Loss | undefined): void {
  const forTask = new WeakMap<object, boolean>();
  intercept(async (statement) => {
    const { client, text } = statement;
    if (statement.byCallback) return await statement.run();
    if (text === "begin") forTask.set(client, false);
    const writes = isTaskWrite(statement);
    if (writes) forTask.set(client, true);
    if (!writes && !(text === "commit" && forTask.get(client))) return await statement.run();
    const loss = choose();
    if (loss === "before") throw connectionLost();
    const answer = await statement.run();
    if (loss === "after") throw connectionLost();
    return answer;
  });
}
