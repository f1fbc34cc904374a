import { Popover as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { clsx } from "./clsx.ts";

/** A small panel beside what opened it. Not modal, for the reason that `Menu` gives. */
export function Popover({
  trigger,
  label,
  children,
  align = "start",
  open,
  onOpenChange,
  className,
}: {
  trigger: ReactElement;
  label: string;
  children: ReactNode;
  align?: "start" | "center" | "end";
  open?: boolean;
  onOpenChange?(open: boolean): void;
  className?: string;
}) {
  return (
    <Radix.Root {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange } : {})}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className={clsx(
            "z-50 max-h-(--radix-popover-content-available-height) w-72 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-lg border border-line bg-surface p-3 text-ink shadow-float outline-none",
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Closes the popover it is in. */
export const PopoverClose = Radix.Close;
