import { ChevronDown, ChevronUp, Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { text } from "../text.ts";
import { IconButton } from "./button.tsx";
import { MOST_HITS, searchJson } from "./json-search.ts";

const REST_MS = 200;

/** Finds words in keys and values; Enter goes to the next, Shift and Enter to the one before. */
export function JsonSearch({
  value,
  label,
  onHit,
}: {
  value: unknown;
  label: string;
  onHit(pointer: string | undefined): void;
}) {
  const [words, setWords] = useState("");
  const [hits, setHits] = useState<string[]>();
  const [at, setAt] = useState(0);
  const tell = useRef(onHit);
  useEffect(() => {
    tell.current = onHit;
  });
  useEffect(() => {
    const given = new AbortController();
    if (words === "") {
      setHits(undefined);
      tell.current(undefined);
      return;
    }
    const timer = setTimeout(() => {
      void searchJson(value, words, given.signal).then((found) => {
        if (given.signal.aborted) return;
        setHits(found);
        setAt(0);
        tell.current(found[0]);
      });
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      given.abort();
    };
  }, [words, value]);
  const go = (by: number) => {
    if (!hits || hits.length === 0) return;
    const next = (at + by + hits.length) % hits.length;
    setAt(next);
    onHit(hits[next]);
  };
  return (
    <div className="flex min-w-0 flex-1 items-center gap-1">
      <Search size={12} aria-hidden className="shrink-0 text-faint" />
      <input
        type="search"
        value={words}
        aria-label={text.json.search(label)}
        placeholder={text.json.searchHint}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          go(event.shiftKey ? -1 : 1);
        }}
        className="min-h-7 w-full min-w-16 bg-transparent px-1 outline-offset-[-2px] placeholder:text-faint"
      />
      {hits && (
        <>
          <span role="status" className="shrink-0 whitespace-nowrap text-soft">
            {hits.length === 0 ? text.json.nothing : text.json.hit(at + 1, hits.length, hits.length >= MOST_HITS)}
          </span>
          <IconButton label={text.json.previous} className="min-h-7 w-7" onClick={() => go(-1)}>
            <ChevronUp size={12} />
          </IconButton>
          <IconButton label={text.json.next} className="min-h-7 w-7" onClick={() => go(1)}>
            <ChevronDown size={12} />
          </IconButton>
        </>
      )}
    </div>
  );
}
