import { Command } from "cmdk";
import { Search } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { Kbd } from "./kbd.tsx";

/** A field that finds, and what it found, all by keyboard. On a phone it fills the upper part of the screen. */
export function CommandDialog({
  label,
  placeholder,
  query,
  onQuery,
  onClose,
  above,
  children,
  footer,
}: {
  label: string;
  placeholder: string;
  query: string;
  onQuery(query: string): void;
  onClose(): void;
  /** what the choices are about */
  above?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [selected, setSelected] = useFirstSelected(dialog, query);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    const element = dialog.current!;
    const onCancel = (event: Event) => {
      event.preventDefault();
      close.current();
    };
    const onClick = (event: Event) => {
      if (event.target === element) close.current();
    };
    element.showModal();
    element.querySelector("input")?.focus();
    element.addEventListener("cancel", onCancel);
    element.addEventListener("click", onClick);
    return () => {
      element.removeEventListener("cancel", onCancel);
      element.removeEventListener("click", onClick);
      element.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      className="mx-auto mt-[12vh] mb-auto w-[calc(100vw-1.5rem)] max-w-xl rounded-lg border border-line bg-surface p-0 text-ink shadow-float max-sm:mt-3"
    >
      <Command
        label={label}
        shouldFilter={false}
        loop
        value={selected}
        onValueChange={setSelected}
        className="flex max-h-[min(30rem,75dvh)] flex-col"
      >
        <div className="flex shrink-0 items-center gap-2 border-b border-line px-3">
          <Search size={16} aria-hidden className="shrink-0 text-faint" />
          <Command.Input
            value={query}
            onValueChange={onQuery}
            placeholder={placeholder}
            className="min-h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-faint"
          />
        </div>
        {above && <div className="min-h-0 overflow-y-auto border-b border-line">{above}</div>}
        <Command.List label={label} className="min-h-0 flex-1 overflow-y-auto p-1.5">
          {children}
        </Command.List>
        {footer && (
          <div className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-3 py-2 text-xs text-faint max-md:hidden">
            {footer}
          </div>
        )}
      </Command>
    </dialog>
  );
}

/**
 * The first of what is found is chosen, also when it is found later than the rest, until someone moves
 * on by key or pointer: Enter does what stands on top.
 */
function useFirstSelected(dialog: RefObject<HTMLDialogElement | null>, query: string) {
  const [selected, setSelected] = useState("");
  const moved = useRef(false);
  useEffect(() => {
    const element = dialog.current!;
    const selectFirst = () => {
      const first = element.querySelector("[cmdk-item]:not([aria-disabled=true])")?.getAttribute("data-value");
      if (!moved.current && first) setSelected(first);
    };
    const onMove = (event: Event) => {
      if (!(event instanceof KeyboardEvent) || /^(Arrow|Home|End)/.test(event.key) || event.ctrlKey)
        moved.current = true;
    };
    moved.current = false;
    selectFirst();
    const observer = new MutationObserver(selectFirst);
    observer.observe(element, { childList: true, subtree: true });
    element.addEventListener("keydown", onMove, true);
    element.addEventListener("pointermove", onMove, true);
    return () => {
      observer.disconnect();
      element.removeEventListener("keydown", onMove, true);
      element.removeEventListener("pointermove", onMove, true);
    };
  }, [dialog, query]);
  return [selected, setSelected] as const;
}

export function CommandGroup({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="mb-1 **:[[cmdk-group-heading]]:px-2 **:[[cmdk-group-heading]]:py-1 **:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:text-faint"
    >
      {children}
    </Command.Group>
  );
}

export function CommandItem({
  id,
  icon,
  children,
  hint,
  keys,
  onSelect,
}: {
  /** tells it from all others that are shown */
  id: string;
  icon?: ReactNode;
  children: ReactNode;
  hint?: ReactNode;
  keys?: string;
  onSelect(): void;
}) {
  return (
    <Command.Item
      value={id}
      onSelect={onSelect}
      className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 py-1 select-none data-[selected=true]:bg-raised"
    >
      <span className="flex w-4 shrink-0 justify-center text-faint" aria-hidden>
        {icon}
      </span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {hint && <span className="max-w-2/5 shrink-0 truncate text-xs text-faint">{hint}</span>}
      {keys && (
        <span className="text-faint">
          <Kbd keys={keys} />
        </span>
      )}
    </Command.Item>
  );
}

export function CommandEmpty({ children }: { children: ReactNode }) {
  return <Command.Empty className="px-3 py-8 text-center text-soft">{children}</Command.Empty>;
}
