import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { ApiProblem, messageOf } from "../api/problem.ts";
import { text } from "../text.ts";
import { Button, IconButton } from "./button.tsx";

interface Toast {
  id: number;
  tone: "done" | "error";
  message: string;
  undo?: Undo;
}

/** Offered for a while where nothing has left the house yet. */
export interface Undo {
  run(): void;
  label?: string;
}

const UNDO_MS = 10_000;
const SHOWN_MS = { done: 5_000, error: 12_000 };
let toasts: Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export function toast(message: string, tone: Toast["tone"] = "done", undo?: Undo): void {
  const id = nextId++;
  set([...toasts.slice(-3), { id, tone, message, ...(undo ? { undo } : {}) }]);
  setTimeout(() => dismiss(id), undo ? UNDO_MS : SHOWN_MS[tone]);
}

/** For what a person did and the server refused. An ended session shows itself otherwise. */
export function toastProblem(error: unknown): void {
  if (error instanceof ApiProblem && error.status === 401) return;
  toast(messageOf(error), "error");
}

function dismiss(id: number): void {
  set(toasts.filter((one) => one.id !== id));
}

export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div
      role="region"
      aria-label={text.toasts}
      className="pointer-events-none fixed inset-x-4 bottom-4 z-50 max-md:bottom-18 flex flex-col items-end gap-2"
    >
      <div aria-live="polite" className="contents">
        {shown.map((one) => (
          <div
            key={one.id}
            className="pointer-events-auto flex max-w-md items-start gap-2 rounded-lg border border-line bg-surface py-2 pr-1 pl-3 shadow-float"
          >
            <span className={one.tone === "done" ? "mt-1 text-good" : "mt-1 text-bad"}>
              {one.tone === "done" ? <CircleCheck size={16} /> : <CircleAlert size={16} />}
            </span>
            <p className="py-1">{one.message}</p>
            {one.undo && (
              <Button
                className="min-h-7"
                onClick={() => {
                  dismiss(one.id);
                  one.undo!.run();
                }}
              >
                {one.undo.label ?? text.actions.undo}
              </Button>
            )}
            <IconButton label={text.actions.close} onClick={() => dismiss(one.id)} className="min-h-7 w-7">
              <X size={14} />
            </IconButton>
          </div>
        ))}
      </div>
    </div>
  );
}
