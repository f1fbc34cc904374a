import { X } from "lucide-react";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { text } from "../text.ts";
import { IconButton } from "./button.tsx";
import { clsx } from "./clsx.ts";

/**
 * The browser's own modal dialog: focus trap, Escape and inertness of the rest without a line of
 * script, and without the style element that scroll-locking libraries inject (refused by our CSP).
 */
export function Dialog(props: {
  title: string;
  onClose?: () => void;
  children: ReactNode;
  wide?: boolean;
  /** at the lower edge of the screen, for the thumb */
  sheet?: boolean;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const onClose = useRef(props.onClose);
  useEffect(() => {
    onClose.current = props.onClose;
  });
  useEffect(() => {
    const element = dialog.current!;
    element.showModal();
    element.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
    const onCancel = (event: Event) => {
      event.preventDefault();
      onClose.current?.();
    };
    // the backdrop counts as the dialog itself, what is in it does not
    const onClick = (event: Event) => {
      if (event.target === element) onClose.current?.();
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
      aria-labelledby={title}
      className={clsx(
        "border border-line bg-surface p-0 text-ink shadow-float",
        props.sheet ? "mx-auto mt-auto mb-0 w-full max-w-lg rounded-t-lg" : "m-auto w-[calc(100vw-2rem)] rounded-lg",
        !props.sheet && (props.wide ? "max-w-2xl" : "max-w-md"),
      )}
    >
      <div className="p-5">
        <div className="mb-3 flex items-start justify-between gap-4">
          <h2 id={title} className="text-lg font-semibold">
            {props.title}
          </h2>
          {props.onClose && (
            <IconButton label={text.actions.close} onClick={props.onClose} className="-mt-1 -mr-2">
              <X size={16} />
            </IconButton>
          )}
        </div>
        {props.children}
      </div>
    </dialog>
  );
}
