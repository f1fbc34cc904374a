import { useEffect, useId, useRef } from "react";
import { keyMatcher } from "./key-matcher.ts";

/**
 * `keys`: one way to press it or several. "j", "?", "ArrowDown", "Enter"; "g i" is one after the other;
 * "mod+k" is ⌘K on a Mac and Ctrl+K elsewhere, and works while someone types too.
 */
export interface PageKey {
  keys: string | string[];
  label: string;
  run(): void;
  /** it is shown among the keys, but does nothing now */
  off?: boolean;
}

export type KeyScope = "page" | "everywhere";

interface Registered {
  scope: KeyScope;
  latest: { current: PageKey[] };
}

const registered = new Map<string, Registered>();

/** A page says once which keys it listens to; the `?` dialog shows them with their labels. */
export function usePageKeys(keys: PageKey[], scope: KeyScope = "page"): void {
  const id = useId();
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    if (registered.size === 0) document.addEventListener("keydown", onKeyDown);
    registered.set(id, { scope, latest });
    return () => {
      registered.delete(id);
      if (registered.size === 0) document.removeEventListener("keydown", onKeyDown);
    };
  }, [id, scope]);
}

/** What one may press now: the page's own keys, and those of everywhere. */
export function keysOf(scope: KeyScope): PageKey[] {
  return [...registered.values()].filter((one) => one.scope === scope).flatMap((one) => one.latest.current);
}

const matcher = keyMatcher(navigator.platform.startsWith("Mac"));

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  // a page's own key is asked before one of everywhere
  const all = [...keysOf("page"), ...keysOf("everywhere")];
  const typing = isTyping(event.target);
  const found = matcher(
    event,
    all.filter((one) => !one.off),
    typing,
  );
  if (!found || (document.querySelector(FLOATING) && !isChord(found))) return;
  event.preventDefault();
  found.run();
}

/** What floats above the page has keys of its own. */
const FLOATING = "dialog[open], [role=menu], [role=dialog], [role=listbox]";

function isChord(key: PageKey): boolean {
  return [key.keys].flat().some((one) => one.includes("mod+"));
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.shadowRoot !== null)
  );
}
