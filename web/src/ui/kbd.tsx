import { text } from "../text.ts";

const MAC = navigator.platform.startsWith("Mac");

/** How keys are pressed, as they are written on them: "mod+k" reads ⌘K or Ctrl K, "g i" reads G then I. */
export function Kbd({ keys }: { keys: string }) {
  const sequence = keys.split(" ");
  return (
    <span className="inline-flex shrink-0 items-center gap-1">
      {sequence.map((chord, index) => (
        <span key={chord} className="contents">
          {index > 0 && <span className="text-xs text-faint">{text.keys.then}</span>}
          {(chord === "+" ? ["+"] : chord.split("+")).map((part) => (
            <kbd
              key={part}
              className="min-w-5 rounded-sm border border-current/30 px-1 text-center font-sans text-xs leading-4"
            >
              {nameOf(part)}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}

function nameOf(part: string): string {
  if (part === "mod") return MAC ? "⌘" : text.keys.ctrl;
  return SIGNS[part] ?? (part in text.keys.names ? text.keys.names[part as keyof typeof text.keys.names] : upper(part));
}

const SIGNS: Record<string, string> = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", shift: "⇧" };

/** "j" is the key J; "J" is Shift with it. */
function upper(part: string): string {
  return part.length === 1 && part !== part.toLowerCase() ? `⇧${part}` : part.toUpperCase();
}
