import { Writable } from "node:stream";
import { styleText } from "node:util";
import { type Logger, pino } from "pino";

export type Log = Logger;

export interface LogOptions {
  level?: string;
  /** readable lines for a person instead of JSON for a machine; by default, when it is a terminal */
  pretty?: boolean;
  /** where lines go; by default standard output */
  stream?: { write(text: string): unknown };
}

/** Values under these names never reach the log, two levels deep. */
const SECRET_NAMES = [
  "authorization",
  "cookie",
  "password",
  "passwordHash",
  "token",
  "secret",
  "key",
  "apiKey",
  "databaseUrl",
  "smtpUrl",
  "set-cookie",
  "x-api-key",
];

export function createLog(options: LogOptions = {}): Log {
  const stream = options.stream ?? process.stdout;
  const pretty = options.pretty ?? (stream === process.stdout && process.stdout.isTTY === true);
  return pino(
    {
      level: options.level ?? "info",
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_NAMES.flatMap(pathsOf), censor: "[hidden]" },
      serializers: { error: errorRecord, err: errorRecord },
    },
    pretty ? prettyStream(stream) : stream,
  );
}

/**
 * What an error says of itself, and nothing that somebody has hung on it: errors of HTTP packages carry
 * whole requests, with their headers and bodies.
 */
function errorRecord(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === "string" ? withoutCredentials(error) : typeof error;
  const { type, message, stack, ...rest } = pino.stdSerializers.err(error) as Record<string, unknown>;
  const kept = Object.fromEntries(KEPT.flatMap((name) => (rest[name] === undefined ? [] : [[name, rest[name]]])));
  const [words, trace] = [message, stack].map((text) => withoutCredentials(String(text)));
  return { type, message: words, stack: trace, ...kept };
}

const KEPT = [
  "code",
  "errno",
  "syscall",
  "severity",
  "schema",
  "table",
  "column",
  "constraint",
  "routine",
  "statusCode",
];

/** An address goes into messages as it was called, and so do headers. */
function withoutCredentials(text: string): string {
  return text
    .replaceAll(/(\w:\/\/)[^\s/@]+@/g, "$1[hidden]@")
    .replaceAll(/(https?:\/\/[^\s?#"'<>]+)\?[^\s"'<>)]*/g, "$1?[hidden]")
    .replaceAll(/\b(Bearer|Basic) +[\w.~+/=-]+/gi, "$1 [hidden]");
}

function pathsOf(name: string): string[] {
  return [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`];
}

/** `12:04:31 info  task finished  taskId=7 status=complete` */
function prettyStream(out: { write(text: string): unknown }): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      out.write(prettyLine(String(chunk)));
      done();
    },
  });
}

export function prettyLine(line: string): string {
  const { level, time, msg, err, error, ...rest } = JSON.parse(line);
  const clock = new Date(time).toTimeString().slice(0, 8);
  const fields = Object.entries(rest).map(([name, value]) => `${name}=${brief(value)}`);
  const trace = [err, error].map((each) => each?.stack ?? each).filter(Boolean);
  const parts = [
    styleText("dim", clock),
    styleText(COLORS[level] ?? "white", String(level).padEnd(5)),
    msg,
    styleText("dim", fields.join(" ")),
  ];
  return `${[parts.join(" ").trimEnd(), ...trace].join("\n")}\n`;
}

function brief(value: unknown): string {
  return typeof value === "string" && /^[^\s"]+$/.test(value) ? value : JSON.stringify(value);
}

const COLORS: Record<string, "red" | "yellow" | "cyan" | "gray"> = {
  fatal: "red",
  error: "red",
  warn: "yellow",
  info: "cyan",
  debug: "gray",
  trace: "gray",
};
