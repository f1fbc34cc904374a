import { useEffect, useRef } from "react";
import { useWritten } from "../../live/writing.ts";
import { text } from "../../text.ts";
import { JsonView } from "../../ui/json-view.tsx";

interface TurnRecord {
  messages?: { content?: string | { type?: string; text?: string }[] }[];
  toolCalls?: { name?: string }[];
  model?: { name?: string };
}

/** A recorded turn: what the model said and which calls it asked for; the record itself on demand. */
export function TurnBody({ output }: { output: unknown }) {
  const { messages = [], toolCalls = [], model } = (output ?? {}) as TurnRecord;
  const said = messages.map(({ content }) => wordsOf(content)).join("");
  const calls = toolCalls.flatMap(({ name }) => name ?? []);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {model?.name && <p className="text-xs text-faint">{text.steps.byModel(model.name)}</p>}
      {said !== "" && <Words label={text.steps.wrote} words={said} />}
      {calls.length > 0 && <p className="text-soft">{text.steps.calls(calls.join(", "))}</p>}
      <details>
        <summary className="text-xs text-faint">{text.steps.raw}</summary>
        <JsonView value={output} label={text.steps.output} />
      </details>
    </div>
  );
}

function wordsOf(content: NonNullable<TurnRecord["messages"]>[number]["content"]): string {
  if (typeof content === "string") return content;
  return (content ?? []).flatMap((part) => (part.type === "text" ? (part.text ?? "") : [])).join("");
}

/** All of what is being written, its end in sight. */
export function WritingAtLength({ path }: { path: string }) {
  const written = useWritten(path);
  if (!written) return null;
  return <Words label={text.steps.writes} words={written} live />;
}

export function Words({ label, words, live = false }: { label: string; words: string; live?: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (live) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [live, words]);
  return (
    <div
      ref={box}
      role="group"
      aria-label={label}
      aria-busy={live || undefined}
      dir="auto"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
      tabIndex={0}
      className="max-h-96 overflow-y-auto rounded-md border border-line bg-page px-3 py-2 whitespace-pre-wrap"
    >
      {words}
    </div>
  );
}
