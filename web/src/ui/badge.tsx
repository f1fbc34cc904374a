import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { clsx } from "./clsx.ts";

/**
 * Machines are quiet: coloured words without a ground. `human` alone is filled, and only where a person
 * is needed or was. A colour never says it alone: there is always a word, and a sign where it helps.
 */
export type Tone = "human" | "good" | "busy" | "bad" | "plain" | "faint";

const TONES: Record<Tone, string> = {
  human: "bg-human px-2 text-on-human",
  good: "text-good",
  busy: "text-busy",
  bad: "text-bad",
  plain: "text-soft",
  faint: "text-faint",
};

export function Badge({
  tone = "plain",
  icon: Icon,
  spinning = false,
  children,
}: {
  tone?: Tone;
  icon?: LucideIcon;
  spinning?: boolean;
  children: ReactNode;
}) {
  return (
    <span
      className={clsx(
        "inline-flex items-center gap-1.5 rounded-full leading-5 font-medium whitespace-nowrap",
        TONES[tone],
      )}
    >
      {Icon && (
        <Icon
          size={14}
          aria-hidden
          className={clsx("shrink-0", spinning && "animate-spin [animation-duration:3s] motion-reduce:animate-none")}
        />
      )}
      {children}
    </span>
  );
}

/** How many; in amber where it counts people's work. */
export function Count({
  count,
  tone = "plain",
  more = false,
}: {
  count: number;
  tone?: "human" | "plain";
  more?: boolean;
}) {
  return (
    <span
      className={clsx(
        "rounded-full px-1.5 text-xs leading-5 font-semibold",
        tone === "human" ? "bg-human text-on-human" : "bg-raised text-soft",
      )}
    >
      {count}
      {more && "+"}
    </span>
  );
}
