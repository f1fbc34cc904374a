import { createElement, lazy, Suspense, useSyncExternalStore } from "react";

let open = false;
const listeners = new Set<() => void>();

export function openCommandMenu(): void {
  set(true);
}

export function closeCommandMenu(): void {
  set(false);
}

function set(next: boolean): void {
  open = next;
  for (const listener of listeners) listener();
}

/** Its code comes with its first opening: no page pays for it on its first load. */
const CommandMenu = lazy(async () => ({ default: (await import("./command-menu.tsx")).CommandMenu }));

export function CommandMenuPlace() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
  return shown ? createElement(Suspense, { fallback: null }, createElement(CommandMenu)) : null;
}
