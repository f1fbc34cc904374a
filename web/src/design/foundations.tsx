import { Sample } from "./sample.tsx";

const GROUNDS = ["bg-page", "bg-surface", "bg-raised", "bg-pressed", "bg-human", "bg-human-wash", "bg-bad-wash"];
const WORDS = ["text-ink", "text-soft", "text-faint", "text-human-text", "text-good", "text-busy", "text-bad"];
const SIZES = ["text-xs", "text-sm", "text-base", "text-lg", "text-xl", "text-2xl"];

export function Foundations() {
  return (
    <>
      <Sample name="grounds">
        {GROUNDS.map((name) => (
          <span key={name} className="flex flex-col gap-1 text-xs text-faint">
            <span className={`h-8 w-20 rounded-md border border-line ${name}`} />
            {name.slice(3)}
          </span>
        ))}
      </Sample>
      <Sample name="words">
        {WORDS.map((name) => (
          <span key={name} className={`font-medium ${name}`}>
            {name.slice(5)}
          </span>
        ))}
      </Sample>
      <Sample name="sizes">
        {SIZES.map((name) => (
          <span key={name} className={name}>
            {name.slice(5)} 0123
          </span>
        ))}
        <code className="font-mono">mono 0123</code>
      </Sample>
    </>
  );
}
