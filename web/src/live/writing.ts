import { createContext, useContext, useEffect, useState } from "react";
import { follow } from "./follow.ts";

/** A piece of what a model writes at this moment; `from`: how many characters came before it. */
export interface WritingPiece {
  taskId: number;
  path: string;
  text: string;
  from: number;
}

/** Texts by the step they belong to, with one more piece. What was missed at its beginning is an ellipsis. */
export function withPiece(texts: ReadonlyMap<string, string>, piece: WritingPiece): ReadonlyMap<string, string> {
  const before = texts.get(piece.path) ?? "";
  const known =
    before.length >= piece.from ? before.slice(0, piece.from) : before + MISSED.repeat(piece.from - before.length);
  return new Map(texts).set(piece.path, known + piece.text);
}

/** Stands for a character that passed while nobody looked; places stay right for the next piece. */
const MISSED = "\u2060";
export function readable(text: string): string {
  return text.replace(/\u2060+/g, "… ");
}

const NOTHING: ReadonlyMap<string, string> = new Map();
const WritingContext = createContext(NOTHING);
export const WritingProvider = WritingContext.Provider;

export function useWritten(path: string): string | undefined {
  const text = useContext(WritingContext).get(path);
  return text === undefined ? undefined : readable(text);
}

/** What is written below a step by one that the record does not have yet. */
export function useWrittenBelow(path: string, recorded: readonly string[]): string | undefined {
  const open = [...useContext(WritingContext)].findLast(
    ([each]) => each.startsWith(`${path}.`) && !recorded.includes(each),
  );
  return open && readable(open[1]);
}

/** What models write for a task while one looks. A line of its own, and only while there is something to follow. */
export function useWriting(task: number, active: boolean): ReadonlyMap<string, string> {
  const [texts, setTexts] = useState(NOTHING);
  useEffect(() => {
    if (!active) return;
    const line = new AbortController();
    void follow(
      {
        onEvent() {},
        onState() {},
        onRefused() {},
        onWriting: (piece) => setTexts((before) => withPiece(before, piece)),
      },
      line.signal,
      // no event of the ledger has this name: they come by the page's own line
      { task, live: true, kind: "agent.writing" },
    );
    return () => line.abort();
  }, [task, active]);
  return texts;
}
