import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll } from "vitest";

const MAIN = join(import.meta.dirname, "../../src/main.ts");
/** Far from any key, profile or server of the machine the tests run on. */
const ELSEWHERE = mkdtempSync(join(tmpdir(), "taskwright-cli-"));
afterAll(() => rmSync(ELSEWHERE, { recursive: true, force: true }));

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

const running = new Set<CommandLine>();

/** After each test: what still runs hangs, and is ended; what it showed last tells why. */
export async function endAll(): Promise<void> {
  const hanging = [...running];
  for (const each of hanging) each.child.kill("SIGTERM");
  await Promise.all(hanging.map((each) => each.ended));
  if (hanging.length > 0)
    throw new Error(
      `A command did not end. It showed:\n${hanging.map((each) => each.shown.slice(-2000)).join("\n\n")}`,
    );
}

/** A command in its own process, as people start it. */
export class CommandLine {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  #stdout = "";
  #stderr = "";
  #listeners: (() => void)[] = [];
  #over = false;

  constructor(program: string, args: string[], environment: Record<string, string> = {}) {
    this.child = spawn(program, args, {
      env: { ...cleanEnvironment(), XDG_CONFIG_HOME: ELSEWHERE, DATA_DIR: join(ELSEWHERE, "data"), ...environment },
    });
    this.child.stdout!.setEncoding("utf8").on("data", (chunk: string) => this.#heard(() => (this.#stdout += chunk)));
    this.child.stderr!.setEncoding("utf8").on("data", (chunk: string) => this.#heard(() => (this.#stderr += chunk)));
    running.add(this);
    this.ended = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("close", (code, signal) => {
        running.delete(this);
        this.#heard(() => (this.#over = true));
        resolve({ code: code ?? (signal === "SIGKILL" ? 137 : 143), stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  /** All that a person has seen so far, without colours. */
  get shown(): string {
    return stripVTControlCharacters(this.#stdout + this.#stderr);
  }

  /** Waits until the text is shown, after what was waited for before. */
  async until(text: string): Promise<void> {
    for (;;) {
      const at = this.shown.indexOf(text, this.#read);
      if (at >= 0) {
        this.#read = at + text.length;
        return;
      }
      if (this.#over) throw new Error(`"${text}" was never shown. Shown was:\n${this.shown}`);
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
    }
  }

  type(keys: string): void {
    this.child.stdin!.write(keys);
  }

  #read = 0;

  #heard(note: () => void): void {
    note();
    for (const listener of this.#listeners.splice(0)) listener();
  }
}

export function taskwright(args: string[], environment?: Record<string, string>, input = ""): CommandLine {
  const started = new CommandLine(process.execPath, [MAIN, ...args], environment);
  // It may end before it has read: nothing is lost then.
  started.child.stdin!.on("error", () => {}).end(input);
  return started;
}

/**
 * The same in a pseudo-terminal of 100 columns, by util-linux' script(1): with colours, live lines and
 * questions, and with Ctrl-C as a key.
 */
export function taskwrightOnTerminal(args: string[], environment?: Record<string, string>): CommandLine {
  const quoted = [process.execPath, MAIN, ...args].map((arg) => `'${arg.replaceAll("'", `'\\''`)}'`).join(" ");
  const command = `stty cols 100 rows 40; exec ${quoted}`;
  return new CommandLine("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    TERM: "xterm-256color",
    SHELL: "/bin/sh",
    ...environment,
  });
}

export const KEYS = { enter: "\r", down: "\u001B[B", ctrlC: "\u0003" };

/** No setting of the machine and none of the test runner's (it sets BASE_URL, for one). */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "TMPDIR"];
  return Object.fromEntries(kept.map((name) => [name, process.env[name]]));
}
