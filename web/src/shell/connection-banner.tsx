import { useEffect, useState } from "react";
import { useConnection } from "../live/connection.ts";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";

/** A stream that is back within three seconds is not worth a word. */
const PATIENCE_MS = 3_000;

/** Says in words when what is shown may be old, and that nobody needs to do anything. */
export function ConnectionBanner() {
  const { reachable, stream } = useConnection();
  const broken = useLasting(stream === "broken", PATIENCE_MS);
  const message = reachable !== "yes" ? text.connection[reachable] : broken ? text.connection.stale : null;
  return (
    <div role="status" className="contents">
      {message && <p className="border-b border-bad-line bg-bad-wash px-4 py-1.5 text-center text-bad">{message}</p>}
    </div>
  );
}

/** The small dot beside the workspace: live or not. */
export function LiveMark() {
  const { stream } = useConnection();
  const label =
    stream === "live"
      ? text.connection.live
      : stream === "connecting"
        ? text.connection.connecting
        : text.connection.stale;
  return (
    <span title={label} className="flex items-center gap-1.5 text-xs text-faint">
      <span
        aria-hidden
        className={clsx(
          "size-1.5 rounded-full",
          stream === "live" ? "bg-good" : stream === "broken" ? "bg-bad" : "bg-control",
        )}
      />
      <span className={stream === "live" ? "max-sm:sr-only" : "sr-only"}>{label}</span>
    </span>
  );
}

function useLasting(state: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!state) return setLasts(false);
    const timer = setTimeout(() => setLasts(true), ms);
    return () => clearTimeout(timer);
  }, [state, ms]);
  return lasts;
}
