import { Popover as Radix } from "radix-ui";
import { useDeferredValue, useEffect, useRef, type HTMLAttributes, type ReactElement, type ReactNode } from "react";
import { clsx } from "./clsx.ts";

export interface PopoverProps {
  trigger: ReactElement<HTMLAttributes<HTMLElement>>;
  label: string;
  children: ReactNode;
  align?: "start" | "center" | "end";
  open?: boolean;
  onOpenChange?(open: boolean): void;
  className?: string;
}

/** Open from the beginning, unless told otherwise. Not modal, for the reason that `OpenMenu` gives. */
export function OpenPopover({
  trigger,
  label,
  children,
  align = "start",
  open,
  onOpenChange,
  className,
}: PopoverProps) {
  return (
    <Radix.Root
      {...(open === undefined ? { defaultOpen: true } : { open })}
      {...(onOpenChange ? { onOpenChange } : {})}
    >
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
          <Late>{children}</Late>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The panel stands at once; what is in it comes with the next frame, so that a click is answered before it is drawn. */
function Late({ children }: { children: ReactNode }) {
  const ready = useDeferredValue(true, false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const panel = place.current?.parentElement;
    // the panel itself took the focus as long as there was nothing in it
    if (ready && panel && document.activeElement === panel)
      panel.querySelector<HTMLElement>("input, select, textarea, button, a[href]")?.focus();
  }, [ready]);
  return (
    <div ref={place} className="min-h-8">
      {ready && children}
    </div>
  );
}
