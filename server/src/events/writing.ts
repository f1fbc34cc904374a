import type { Signals } from "../db/signals.ts";

/** What a model writes while it writes it: shown to who watches, kept nowhere. Its record follows. */
export interface Writing {
  begin(place: WritingPlace): TextInProgress;
  close(): void;
}

export interface WritingPlace {
  workspaceId: number;
  taskId: number;
  path: string;
}

export interface TextInProgress {
  add(delta: string): void;
  /** what was written is void: another model begins anew */
  restart(): void;
  end(): void;
}

/** A piece of it, as it travels between processes. */
export interface WritingPiece extends WritingPlace {
  text: string;
  /** characters before this piece; 0: it begins here, and what was shown before is void */
  from: number;
}

type Channel = Pick<Signals, "send" | "on">;

const PAUSE_MS = 120;
/** With what is around it, and as UTF-8 escaped twice, below what PostgreSQL takes in one notification. */
const MOST_CHARS = 1_000;
/** Who watches says so again and again; silence means that nobody does. */
export const WATCH_EVERY_MS = 10_000;
const WATCHED_FOR_MS = 25_000;

/** The writer's side. While nobody watches a workspace nothing is sent for it. */
export function openWriting(signals: Channel): Writing {
  const watched = new Map<string, number>();
  const stop = signals.on("watching", (workspace) => {
    if (workspace !== undefined) watched.set(workspace, performance.now() + WATCHED_FOR_MS);
  });
  const isWatched = ({ workspaceId }: WritingPlace) => (watched.get(String(workspaceId)) ?? 0) > performance.now();

  return {
    begin(place) {
      let text = "";
      let from = 0;
      let timer: NodeJS.Timeout | undefined;
      const flush = () => {
        timer = undefined;
        for (let at = 0; at < text.length && isWatched(place); at += MOST_CHARS) {
          const piece: WritingPiece = { ...place, text: text.slice(at, at + MOST_CHARS), from: from + at };
          signals.send("writing", JSON.stringify(piece));
        }
        from += text.length;
        text = "";
      };
      return {
        add(delta) {
          text += delta;
          timer ??= setTimeout(flush, PAUSE_MS);
        },
        restart() {
          text = "";
          from = 0;
        },
        end() {
          clearTimeout(timer);
          flush();
        },
      };
    },
    close: stop,
  };
}

/** The watcher's side: what is written in a workspace, or in one of its tasks. Returns how to stop. */
export function watchWriting(
  signals: Channel,
  { workspaceId, taskId }: { workspaceId: number; taskId?: number | undefined },
  onPiece: (piece: Omit<WritingPiece, "workspaceId">) => void,
): () => void {
  const say = () => signals.send("watching", String(workspaceId));
  const stop = signals.on("writing", (payload) => {
    if (payload === undefined) return;
    const { workspaceId: workspace, ...piece } = JSON.parse(payload) as WritingPiece;
    if (workspace === workspaceId && (taskId === undefined || piece.taskId === taskId)) onPiece(piece);
  });
  const timer = setInterval(say, WATCH_EVERY_MS).unref();
  say();
  return () => {
    clearInterval(timer);
    stop();
  };
}
