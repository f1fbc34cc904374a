import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useEffect, useRef, type ReactNode } from "react";
import { clsx } from "./clsx.ts";
import { Kbd } from "./kbd.tsx";

const ITEM =
  "flex min-h-8 items-center gap-2 rounded-sm px-2 outline-none select-none data-highlighted:bg-raised data-disabled:opacity-50 cursor-pointer";

/**
 * Open from the beginning: until it is wanted, `Menu` shows its trigger alone. Not modal: a modal one locks
 * scrolling through an injected style element, which our CSP refuses.
 */
export function OpenMenu({
  trigger,
  children,
  align = "end",
  byKeyboard,
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  /** the first item has the focus, as when the menu itself sees the key */
  byKeyboard: boolean;
}) {
  const content = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!byKeyboard) return;
    const frame = requestAnimationFrame(() =>
      content.current?.querySelector<HTMLElement>("[role^=menuitem]:not([data-disabled])")?.focus(),
    );
    return () => cancelAnimationFrame(frame);
  }, [byKeyboard]);
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          ref={content}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-44 rounded-lg border border-line bg-surface p-1 text-ink shadow-float"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export function MenuItem({
  children,
  onSelect,
  disabled,
  keys,
}: {
  children: ReactNode;
  onSelect?: () => void;
  disabled?: boolean;
  /** the same thing by keyboard, for next time */
  keys?: string;
}) {
  return (
    <DropdownMenu.Item className={ITEM} onSelect={onSelect} disabled={disabled}>
      {children}
      {keys && (
        <span className="ml-auto pl-6 text-faint">
          <Kbd keys={keys} />
        </span>
      )}
    </DropdownMenu.Item>
  );
}

export function MenuLink({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Item className={ITEM} asChild>
      {children}
    </DropdownMenu.Item>
  );
}

export function MenuChoice<Value extends string>(props: {
  label: string;
  value: Value;
  options: { value: Value; label: ReactNode }[];
  onChange(value: Value): void;
}) {
  return (
    <DropdownMenu.RadioGroup
      aria-label={props.label}
      value={props.value}
      onValueChange={(value) => props.onChange(value as Value)}
    >
      {props.options.map((option) => (
        <DropdownMenu.RadioItem
          key={option.value}
          value={option.value}
          className={clsx(ITEM, "data-[state=checked]:font-medium")}
        >
          {option.label}
          <DropdownMenu.ItemIndicator className="ml-auto pl-6">
            <Check size={14} aria-hidden />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export function MenuLine() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}

export function MenuNote({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 py-1 text-xs text-faint">{children}</DropdownMenu.Label>;
}
