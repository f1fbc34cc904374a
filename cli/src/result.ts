import type { Task } from "@taskwright/api/task.ts";
import { formatDuration } from "./duration.ts";
import { renderTable } from "./table.ts";
import { paint, plain, plainLine } from "./terminal.ts";

const LONGEST_LIST = 20;

/** The end of a task, as a person reads it: how it ended, what came out, which files. */
export function renderResult(task: Task, url: string): string {
  const lines = [headline(task)];
  if (task.error !== null) {
    lines.push("", `  ${plain(task.error.message)}`);
    if (task.error.stepPath !== undefined) lines.push(paint("dim", `  in step ${plainLine(task.error.stepPath)}`));
    lines.push(paint("dim", `  try again from there: taskwright tasks retry ${task.id}`));
  } else if (task.status === "cancelled" && task.reason !== null) {
    lines.push("", `  ${plain(task.reason.text)}`);
  }
  const outputs = renderOutputs(task.outputs);
  if (outputs !== "") lines.push("", outputs);
  const files = filesIn(task.outputs);
  if (files.length > 0)
    lines.push(
      "",
      ...files.map(
        ({ file, name }) => `  taskwright files get ${file}${name ? `  ${paint("dim", `# ${plainLine(name)}`)}` : ""}`,
      ),
    );
  lines.push("", paint("dim", `  ${url}/tasks/${task.id}`));
  return lines.join("\n");
}

function headline(task: Task): string {
  const signs = {
    complete: paint("green", "✓ complete"),
    error: paint("red", "✗ error"),
    cancelled: paint("yellow", "– cancelled"),
  };
  const sign = task.status in signs ? signs[task.status as keyof typeof signs] : task.status;
  const times = [formatDuration(task.elapsedMs)];
  if (task.waitingMs > 0) times.push(`${formatDuration(task.waitingMs)} of it waiting`);
  return `${sign}  #${task.id} ${plainLine(task.title)}  ${paint("dim", times.join(", "))}`;
}

function renderOutputs(outputs: unknown): string {
  if (outputs === null || outputs === undefined) return "";
  if (isRecord(outputs) && Object.keys(outputs).length === 0) return "";
  return indent(renderData(outputs), 2);
}

/** Any JSON, laid out for reading: names beside values, a list of like objects as a table. */
export function renderData(value: unknown): string {
  if (isRecord(value) && !isFileRef(value)) return renderRecord(value);
  if (Array.isArray(value) && value.length > 0) return renderList(value);
  return plain(renderScalar(value));
}

function renderRecord(record: Record<string, unknown>): string {
  const entries = Object.entries(record);
  const width = Math.max(0, ...entries.map(([name]) => plainLine(name).length));
  return entries
    .map(([name, value]) => {
      const label = plainLine(name);
      const text = renderData(value);
      const nested = typeof value === "object" && value !== null && text.includes("\n");
      if (nested) return `${paint("dim", label)}\n${indent(text, 2)}`;
      return `${paint("dim", label.padEnd(width))}  ${indent(text, width + 2).trimStart()}`;
    })
    .join("\n");
}

function renderList(list: unknown[]): string {
  const shown = list.slice(0, LONGEST_LIST);
  const more = list.length > shown.length ? `\n… and ${list.length - shown.length} more` : "";
  if (shown.every((each) => isRecord(each) && !isFileRef(each))) {
    const names = [...new Set(shown.flatMap((row) => Object.keys(row as object)))];
    const columns = names.map((name) => ({
      title: plainLine(name),
      value: (row: Record<string, unknown>) => renderScalar(row[name]),
      flexible: true,
      ...(shown.every((row) => typeof (row as Record<string, unknown>)[name] === "number") && {
        align: "right" as const,
      }),
    }));
    return renderTable(columns, shown as Record<string, unknown>[]) + more;
  }
  return shown.map((each) => `- ${indent(renderData(each), 2).trimStart()}`).join("\n") + more;
}

function renderScalar(value: unknown): string {
  if (typeof value === "string") return value;
  if (isFileRef(value)) return `file ${value.file}${value.name ? ` (${value.name})` : ""}`;
  return value === undefined ? "" : value === null ? "–" : JSON.stringify(value);
}

interface FileRef {
  file: number;
  name?: string;
}

function filesIn(value: unknown): FileRef[] {
  if (isFileRef(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(filesIn);
  return isRecord(value) ? Object.values(value).flatMap(filesIn) : [];
}

function isFileRef(value: unknown): value is FileRef {
  if (!isRecord(value) || typeof value["file"] !== "number") return false;
  return Object.keys(value).every((key) => key === "file" || key === "name");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function indent(text: string, by: number): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : " ".repeat(by) + line))
    .join("\n");
}
