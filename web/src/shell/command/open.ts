import { type ComponentType, createElement, lazy, Suspense, useEffect, useSyncExternalStore } from "react";
import { text } from "../../text.ts";
import { toast } from "../../ui/toast.tsx";

let open = false;
let typed = "";
const listeners = new Set<() => void>();

export function openCommandMenu(): void {
  if (open) return;
  typed = "";
  // until its code is here and its field has the focus, what is typed is kept for it
  document.addEventListener("keydown", keepTyped, true);
  set(true);
}

export function closeCommandMenu(): void {
  stopKeeping();
  set(false);
}

/** What was typed before the menu stood. It calls this once, when it does. */
export function takeTyped(): string {
  return typed;
}
export function stopKeeping(): void {
  document.removeEventListener("keydown", keepTyped, true);
}

function keepTyped(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return closeCommandMenu();
  event.preventDefault();
  event.stopPropagation();
  if (event.key.length === 1) typed += event.key;
  if (event.key === "Backspace") typed = typed.slice(0, -1);
}

function set(next: boolean): void {
  open = next;
  for (const listener of listeners) listener();
}

/** Its code is no part of the first load; it comes when the page has nothing else to do. */
const load = () => import("./command-menu.tsx");
const CommandMenu = lazy(async (): Promise<{ default: ComponentType }> => {
  try {
    return { default: (await load()).CommandMenu };
  } catch {
    return { default: Missing };
  }
});
const QUIET_MS = 3_000;

/** Its code could not be had: the server is away. */
function Missing(): null {
  useEffect(() => {
    closeCommandMenu();
    toast(text.errors.unreachable, "error");
  }, []);
  return null;
}

export function CommandMenuPlace() {
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => {}), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
  return shown ? createElement(Suspense, { fallback: null }, createElement(CommandMenu)) : null;
}
