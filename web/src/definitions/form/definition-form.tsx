import { useEffect, useRef, useState } from "react";
import { text } from "../../text.ts";
import type { Path } from "../yaml/entries.ts";
import { Basic } from "./basic.tsx";
import { Controls } from "./controls.tsx";
import { Inputs } from "./inputs.tsx";
import { Starts } from "./starts.tsx";
import { Steps } from "./steps.tsx";

const SECTIONS = ["basic", "inputs", "starts", "controls", "steps"] as const;

/** The definition in its sections; every field is a part of the text beside it. */
export function DefinitionForm({ onPreview, onUndo, onRedo }: { onPreview(): void; onUndo(): void; onRedo(): void }) {
  const root = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<string>();
  const goTo = (id: string) => {
    const target = root.current?.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
    target?.scrollIntoView({ block: "start" });
    target?.querySelector<HTMLElement>("input, select, textarea, button")?.focus({ preventScroll: true });
  };
  const latest = useRef({ onUndo, onRedo });
  useEffect(() => {
    latest.current = { onUndo, onRedo };
  });
  useEffect(() => {
    const element = root.current!;
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
      // a field's own undo would know nothing of the text
      event.preventDefault();
      if (event.shiftKey) latest.current.onRedo();
      else latest.current.onUndo();
    };
    element.addEventListener("keydown", onKeyDown);
    return () => element.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <div
      ref={root}
      role="group"
      aria-label={text.definitions.form.label}
      className="@container flex min-h-0 flex-1 flex-col"
    >
      <nav
        aria-label={text.definitions.form.sections}
        className="flex shrink-0 gap-1 overflow-x-auto border-b border-line px-3 py-1.5"
      >
        {SECTIONS.map((section) => (
          <button
            key={section}
            type="button"
            onClick={() => goTo(`section-${section}`)}
            className="rounded-sm px-2 py-1 text-xs whitespace-nowrap text-soft hover:bg-raised hover:text-ink"
          >
            {text.definitions.form[section].title}
          </button>
        ))}
      </nav>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <Basic />
        <Inputs onPreview={onPreview} />
        <Starts />
        <Controls
          onStep={(path: Path) => {
            setOpen(path.join("."));
            requestAnimationFrame(() =>
              root.current?.querySelector<HTMLElement>(`#${CSS.escape(`step-${path.join("-")}`)}`)?.focus(),
            );
          }}
        />
        <Steps open={open} onOpen={(path) => setOpen(path?.join("."))} />
      </div>
    </div>
  );
}
