import { clsx } from "./clsx.ts";
import type { ComponentProps } from "react";

/** `human`: a decision. `plain`: the main act of a form. `quiet`: everything beside it. */
export type ButtonLook = "human" | "plain" | "quiet" | "bare" | "danger";

const LOOKS: Record<ButtonLook, string> = {
  human: "bg-human text-on-human border-transparent enabled:hover:brightness-105 font-medium",
  plain: "bg-ink text-on-ink border-transparent enabled:hover:opacity-90 font-medium",
  quiet: "bg-surface text-ink border-line enabled:hover:bg-raised",
  bare: "bg-transparent text-soft border-transparent enabled:hover:bg-raised enabled:hover:text-ink",
  danger: "bg-surface text-bad border-bad-line enabled:hover:bg-bad-wash",
};

export function buttonClass(look: ButtonLook = "quiet", size: "md" | "lg" = "md"): string {
  return clsx(
    "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border whitespace-nowrap select-none disabled:opacity-55 disabled:cursor-not-allowed aria-disabled:opacity-55",
    size === "lg" ? "min-h-9 px-4 text-base" : "min-h-8 px-2.5",
    LOOKS[look],
  );
}

export interface ButtonProps extends ComponentProps<"button"> {
  look?: ButtonLook;
  size?: "md" | "lg";
  busy?: boolean;
}

export function Button({ look, size, busy, className, disabled, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={clsx(buttonClass(look, size), busy && "breathing", className)}
      {...rest}
    />
  );
}

/** A square with an icon; its label is read aloud and shown on hover. */
export function IconButton({ label, className, look = "bare", ...rest }: ButtonProps & { label: string }) {
  return <Button look={look} aria-label={label} title={label} className={clsx("w-8 px-0!", className)} {...rest} />;
}
