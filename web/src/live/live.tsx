import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { endSession } from "../access/session-end.ts";
import { addEvent, noChanges, type Changes } from "./changes.ts";
import { setStream } from "./connection.ts";
import { follow } from "./follow.ts";
import { renew } from "./renew.ts";

type Listener = (changes: Changes) => void;
const listeners = new Set<Listener>();

/** Told at most four times a second what changed; a burst of events is one call. */
export function useChanges(listener: Listener): void {
  useEffect(() => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, [listener]);
}

const GATHER_MS = 250;
/** A page nobody looks at gives its connection back: browsers allow six per host over HTTP/1.1. */
const HIDDEN_MS = 60_000;

/** The one stream of this page. Mounted once, inside the shell. */
export function Live(): null {
  const client = useQueryClient();
  useEffect(() => {
    let line: AbortController | null = null;
    let pending = noChanges();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hidden: ReturnType<typeof setTimeout> | undefined;

    const tell = () => {
      timer = undefined;
      const changes = pending;
      pending = noChanges();
      for (const listener of listeners) listener(changes);
    };
    // What was read before the stream stood may be old. The list of tasks is brought up to date by
    // itself: read again as a whole, its rows would move.
    const catchUp = () => {
      renew(client, {
        predicate: ({ queryKey }) => !(queryKey[0] === "tasks" && queryKey[1] === "list"),
      });
      pending.missed = true;
      timer ??= setTimeout(tell, GATHER_MS);
    };
    const open = () => {
      if (line) return;
      line = new AbortController();
      void follow(
        {
          onEvent(event) {
            pending = addEvent(pending, event);
            timer ??= setTimeout(tell, GATHER_MS);
          },
          onState(state) {
            if (state === "live") catchUp();
            setStream(state);
          },
          onRefused: endSession,
        },
        line.signal,
      );
    };
    const close = () => {
      line?.abort();
      line = null;
    };
    const look = () => {
      clearTimeout(hidden);
      if (document.visibilityState === "visible") open();
      else hidden = setTimeout(close, HIDDEN_MS);
    };
    open();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      clearTimeout(timer);
      clearTimeout(hidden);
      line?.abort();
    };
  }, [client]);
  return null;
}
