import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/**
 * Colour only where a person reads it: not into pipes, not with NO_COLOR, and with FORCE_COLOR
 * also into pipes. Node decides per stream.
 */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}

/** Whether somebody sits there who can be asked. */
export function isInteractive(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY && process.env["TERM"] !== "dumb";
}

export function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.columns > 0 ? stream.columns : 100;
}

/** What is told to the person beside the result: standard output stays clean for programs. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/**
 * Text from tasks, files and other people, made safe for a terminal: no escape sequences or other
 * control characters, which could repaint the screen or lie about what is asked.
 */
export function plain(text: string): string {
  return text
    .replace(/\u001B\[[0-9;?]*[ -/]*[@-~]/g, "")
    .replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, "");
}

/** The same on one line. */
export function plainLine(text: string): string {
  return plain(text.replace(/\s*\n\s*/g, " ").replaceAll("\t", " "));
}
