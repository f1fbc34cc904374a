import { createContext, Script } from "node:vm";

/** How long one search may take before the pattern counts as an attack, or as a mistake. */
const TIMEOUT_MS = 100;
/** A search of a text this short is quick with one repetition, or one choice, and not with both: (a|a)*b. */
const SHORT = 1_000;

/**
 * A regular expression that cannot run away. `(a+)+$` takes exponential time in any backtracking
 * engine; V8 interrupts one only under vm's watchdog, which costs some 50 µs, so that simple
 * patterns over short texts go without.
 */
export class LimitedRegExp {
  readonly source: string;
  readonly flags: string;
  readonly #regexp: RegExp;
  readonly #simple: boolean;
  readonly #endsAt: number;

  constructor(pattern: RegExp | string, flags?: string, lifetimeMs = 1_000) {
    this.#regexp = new RegExp(pattern, flags);
    this.source = this.#regexp.source;
    this.flags = this.#regexp.flags;
    this.#simple = (this.source.match(/[*+?{|]/g)?.length ?? 0) <= 1;
    this.#endsAt = performance.now() + lifetimeMs;
  }

  get lastIndex(): number {
    return this.#regexp.lastIndex;
  }

  set lastIndex(index: number) {
    this.#regexp.lastIndex = index;
  }

  exec(text: string): RegExpExecArray | null {
    if (performance.now() > this.#endsAt) throw new RegExpTimeout(this.source);
    if (this.#simple && text.length <= SHORT) return this.#regexp.exec(text);
    return guarded(this.#regexp, text);
  }

  test(text: string): boolean {
    return this.exec(text) !== null;
  }
}

export class RegExpTimeout extends Error {
  override name = "RegExpTimeout";

  constructor(pattern: string) {
    super(`the regular expression /${pattern}/ takes too long over this text; write a simpler one`);
  }
}

const sandbox: { run?: () => unknown } = {};
const context = createContext(sandbox);
const call = new Script("run()");

function guarded(regexp: RegExp, text: string): RegExpExecArray | null {
  let found: RegExpExecArray | null = null;
  sandbox.run = () => {
    found = regexp.exec(text);
  };
  try {
    call.runInContext(context, { timeout: TIMEOUT_MS });
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") {
      throw new RegExpTimeout(regexp.source);
    }
    throw error;
  } finally {
    sandbox.run = undefined;
  }
  return found;
}
