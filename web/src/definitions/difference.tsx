import { useMemo, useState } from "react";
import { text } from "../text.ts";
import { Segmented } from "../ui/segmented.tsx";
import { useWide } from "../ui/use-wide.ts";
import { changesInWords } from "./changes-in-words.ts";
import { DiffView } from "./diff-view.tsx";
import { isBroken, readYaml } from "./yaml/read.ts";

/** What differs between two texts: in words first, then line by line. */
export function Difference({ before, after, labels }: { before: string; after: string; labels: [string, string] }) {
  const words = text.definitions.diff;
  const wide = useWide(900);
  const [side, setSide] = useState(true);
  const lines = useMemo(() => {
    const [old, now] = [readYaml(before), readYaml(after)];
    return isBroken(old) || isBroken(now) ? [] : changesInWords(old.value, now.value);
  }, [before, after]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex max-h-40 shrink-0 flex-wrap items-start justify-between gap-x-4 gap-y-2 overflow-y-auto border-b border-line px-4 py-2">
        {before === after ? (
          <p className="text-soft">{words.same}</p>
        ) : lines.length === 0 ? (
          <p className="text-soft">{words.looksOnly}</p>
        ) : (
          <ul aria-label={words.summary} className="min-w-0 flex-1 list-disc pl-4">
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        {wide && (
          <Segmented
            label={words.layout}
            value={side ? "side" : "one"}
            options={[
              { value: "side", label: words.side },
              { value: "one", label: words.one },
            ]}
            onChange={(next) => setSide(next === "side")}
          />
        )}
      </div>
      {wide && side && (
        <div aria-hidden className="grid shrink-0 grid-cols-2 border-b border-line text-xs text-faint">
          {labels.map((label) => (
            <span key={label} className="truncate px-4 py-1">
              {label}
            </span>
          ))}
        </div>
      )}
      <DiffView before={before} after={after} labels={labels} side={wide && side} />
    </div>
  );
}
