import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface Member {
  /** as in tasks.worker */
  name: string;
  pid: number;
  concurrency: number;
  /** kill -9; resolves when it is gone */
  kill(): Promise<void>;
  /** SIGTERM; the milliseconds it took to go */
  terminate(): Promise<number>;
}

interface CrewOptions {
  url: string;
  lines: string;
  concurrency: number;
}

/** Worker processes. Who dies without being replaced by hand comes back by itself, as under a supervisor. */
export class Crew {
  readonly members = new Set<Member>();
  #options: CrewOptions;
  #ended = false;
  #count = 0;

  constructor(options: CrewOptions) {
    this.#options = options;
  }

  /** Resolves when the new worker has begun. Every second one looks like another machine's. */
  async hire(): Promise<Member> {
    const number = ++this.#count;
    for (;;) {
      const child = this.#spawn(number);
      const name = await Promise.race([
        new Promise<string>((resolve) => child.once("message", (message) => resolve(message as string))),
        new Promise<undefined>((resolve) => child.once("exit", () => resolve(undefined))),
      ]);
      if (name !== undefined) return this.#enlist(child, name);
      // It found no database. A supervisor tries again.
      if (this.#ended) throw new Error("the crew is gone");
      await sleep(100);
    }
  }

  async dismiss(): Promise<void> {
    this.#ended = true;
    await Promise.all([...this.members].map(async (member) => await member.kill()));
  }

  #spawn(number: number): ChildProcess {
    const { url, lines, concurrency } = this.#options;
    return fork(join(import.meta.dirname, "worker.ts"), [], {
      stdio: ["ignore", "inherit", process.env.CRASH_LOG ? "inherit" : "ignore", "ipc"],
      execArgv: [],
      env: {
        ...process.env,
        DATABASE_URL: url,
        CRASH_LINES: lines,
        CRASH_CONCURRENCY: String(concurrency),
        ...(number % 2 === 0 ? { CRASH_MACHINE: "elsewhere" } : {}),
      },
    });
  }

  #enlist(child: ChildProcess, name: string): Member {
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const leave = async (signal: NodeJS.Signals) => {
      const began = performance.now();
      this.members.delete(member);
      child.kill(signal);
      await gone;
      return performance.now() - began;
    };
    const member: Member = {
      name,
      pid: child.pid!,
      concurrency: this.#options.concurrency,
      kill: async () => void (await leave("SIGKILL")),
      terminate: async () => await leave("SIGTERM"),
    };
    this.members.add(member);
    return member;
  }
}
