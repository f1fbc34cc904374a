import { useSyncExternalStore } from "react";

export interface Connection {
  /** of ordinary requests */
  reachable: "yes" | "restarting" | "unreachable";
  /** of the live stream */
  stream: "connecting" | "live" | "broken";
  /** when the stream was last known to be whole */
  liveAt: number;
}

let connection: Connection = { reachable: "yes", stream: "connecting", liveAt: Date.now() };
const listeners = new Set<() => void>();

function change(next: Partial<Connection>): void {
  connection = { ...connection, ...next };
  for (const listener of listeners) listener();
}

export function setReachable(reachable: Connection["reachable"]): void {
  if (reachable !== connection.reachable) change({ reachable });
}

export function setStream(stream: Connection["stream"]): void {
  if (stream !== connection.stream)
    change(stream === "live" ? { stream, reachable: "yes", liveAt: Date.now() } : { stream });
}

export function useConnection(): Connection {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => connection,
  );
}
