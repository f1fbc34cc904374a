import { X } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { text } from "../text.ts";
import { IconButton } from "./button.tsx";

/** Details over a list on a narrow screen, from below: the browser's own dialog, as `Dialog` is. */
export function Sheet({ label, onClose, children }: { label: string; onClose(): void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    const element = dialog.current!;
    element.showModal();
    const onCancel = (event: Event) => {
      event.preventDefault();
      close.current();
    };
    const onClick = (event: Event) => {
      if (event.target === element) close.current();
    };
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
      className="m-0 mt-auto max-h-[88dvh] w-full max-w-none overflow-y-auto rounded-t-lg border-t border-line bg-surface p-0 text-ink shadow-float"
    >
      <div className="sticky top-0 z-10 ml-auto flex w-fit justify-end rounded-bl-lg bg-surface p-2">
        <IconButton label={text.actions.close} onClick={onClose}>
          <X size={16} />
        </IconButton>
      </div>
      {/* beside the button, not below it: until one scrolls there is room for both */}
      <div className="-mt-10">{children}</div>
    </dialog>
  );
}
