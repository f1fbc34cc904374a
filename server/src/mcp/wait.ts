import { FINAL_STATUSES, type Task } from "@taskwright/api/task.ts";
import type { Interaction } from "@taskwright/api/interaction.ts";
import { listInteractions } from "../interactions/read.ts";
import { getTask } from "../tasks/read.ts";
import { toElicitation } from "./elicitation.ts";
import { expectReply, type Reply } from "./replies.ts";
import type { McpCall } from "./session.ts";

export const DEFAULT_WAIT_SECONDS = 30;
export const MOST_WAIT_SECONDS = 300;
/** How long a user may think about a question, whatever the wait was to take. */
const ASKING_MS = 600_000;
/** The net under lost signals, and a sign of life to the client. */
const LOOK_EVERY_MS = 5_000;
/** How often a user is asked again after an answer that did not fit. */
const MOST_TRIES = 3;

/**
 * Looks at the task whenever it moved, until it has ended, asks something that nobody here was asked
 * yet, or the time is up. Questions go to the client's user where the client can ask.
 */
export async function waitForTask(call: McpCall, id: number, seconds: number): Promise<Task> {
  const { services, actor, signal } = call;
  const { follower } = services;
  let moved = Promise.withResolvers<void>();
  const wake = () => moved.resolve();
  const following = follower.follow({ workspaceId: actor.workspaceId, taskId: id }, { onEvent: wake, onEnd: wake });
  signal.addEventListener("abort", wake);
  const until = performance.now() + seconds * 1_000;
  const progress = reporter(call);
  const asking = new Asking(call, wake);
  try {
    await follower.poll();
    for (;;) {
      const task = await getTask(services.database.db, actor, id);
      await progress(task);
      if (isOver(task) || signal.aborted) return task;
      if (await asking.isLeftTo(task)) return task;
      const left = (asking.isOpen ? asking.openedAt + ASKING_MS : until) - performance.now();
      if (left <= 0) return task;
      await Promise.race([moved.promise, after(Math.min(left, LOOK_EVERY_MS))]);
      moved = Promise.withResolvers<void>();
    }
  } finally {
    signal.removeEventListener("abort", wake);
    following.stop();
    await asking.close();
  }
}

function isOver({ status }: Task): boolean {
  return (FINAL_STATUSES as readonly string[]).includes(status) || status === "paused";
}

async function after(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** One question at a time is before the client's user. */
class Asking {
  openedAt = 0;
  #call: McpCall;
  #wake: () => void;
  #open: { question: Interaction; id: string; forget: () => void } | undefined;
  /** how often each was asked; those the user would not answer are not asked again */
  #tries = new Map<number, number>();
  #problem: string | undefined;

  constructor(call: McpCall, wake: () => void) {
    this.#call = call;
    this.#wake = wake;
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Whether the caller has to look at the questions of the task: one may be answered, and not in this way. */
  async isLeftTo(task: Task): Promise<boolean> {
    const mine = task.openInteractionIds.length === 0 ? [] : await this.#mine(task.id);
    // Someone else was quicker.
    if (this.#open && !mine.some(({ id }) => id === this.#open!.question.id)) await this.close();
    if (this.#open) return false;
    for (const question of mine) if (await this.#ask(question)) return false;
    // While other steps go on there is more to wait for.
    return mine.length > 0 && task.status === "waiting";
  }

  async #mine(taskId: number): Promise<Interaction[]> {
    const { services, actor } = this.#call;
    const { items } = await listInteractions(services.database.db, actor, { task: taskId, status: "open", limit: 50 });
    return items.filter(({ mine }) => mine);
  }

  async #ask(question: Interaction): Promise<boolean> {
    const tries = this.#tries.get(question.id) ?? 0;
    const params = this.#call.asksUser && tries < MOST_TRIES ? toElicitation(question) : undefined;
    if (!params) return false;
    const { id, reply, forget } = expectReply(this.#call.actor, question.id);
    this.#open = { question, id, forget };
    this.openedAt = performance.now();
    this.#tries.set(question.id, tries + 1);
    void reply.then((given) => this.#take(question, given));
    const message = this.#problem === undefined ? params.message : `${this.#problem}\n\n${params.message}`;
    await this.#call.send({ jsonrpc: "2.0", id, method: "elicitation/create", params: { ...params, message } });
    return true;
  }

  #take(question: Interaction, reply: Reply): void {
    this.#open?.forget();
    this.#open = undefined;
    this.#problem = reply.answered ? undefined : reply.why;
    if (!reply.answered && !reply.again) this.#tries.set(question.id, MOST_TRIES);
    this.#wake();
  }

  /** Takes the question back from the user. */
  async close(): Promise<void> {
    if (!this.#open) return;
    const { id, forget } = this.#open;
    forget();
    this.#open = undefined;
    const params = { requestId: id, reason: "It is not asked any more." };
    // The client may be gone, and the question with it.
    await this.#call.send({ jsonrpc: "2.0", method: "notifications/cancelled", params }).catch(() => {});
  }
}

/** Tells a client that asked for it how far the task is; a number that never falls, as the protocol wants it. */
function reporter({ progressToken, send }: McpCall): (task: Task) => Promise<void> {
  let last = -1;
  return async ({ progress: { percent, title, step }, status, reason }) => {
    if (progressToken === undefined) return;
    last = percent > last ? percent : last + 0.01;
    const message = reason?.text ?? title ?? step ?? status;
    const params = { progressToken, progress: last, total: 100, message };
    await send({ jsonrpc: "2.0", method: "notifications/progress", params });
  };
}
