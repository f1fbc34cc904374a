import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { readOnly } from "./editor-extensions.ts";

/** Two texts and what differs, side by side or one after the other; stretches that are the same are folded away. */
export function DiffView({
  before,
  after,
  labels,
  side,
}: {
  before: string;
  after: string;
  labels: [string, string];
  side: boolean;
}) {
  const host = useRef<HTMLDivElement>(null);
  const [beforeLabel, afterLabel] = labels;
  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: "open" });
    const parent = root as unknown as Element;
    const collapseUnchanged = { margin: 3, minSize: 6 };
    if (side) {
      const merge = new MergeView({
        a: { doc: before, extensions: readOnly(beforeLabel, false) },
        b: { doc: after, extensions: readOnly(afterLabel, false) },
        root,
        collapseUnchanged,
        gutter: true,
      });
      merge.dom.style.height = "100%";
      merge.dom.style.overflow = "auto";
      root.append(merge.dom);
      return () => merge.destroy();
    }
    const view = new EditorView({
      root,
      parent,
      state: EditorState.create({
        doc: after,
        extensions: [
          readOnly(afterLabel, false),
          unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged }),
        ],
      }),
    });
    return () => view.destroy();
  }, [before, after, beforeLabel, afterLabel, side]);
  return <div ref={host} className="min-h-64 min-w-0 flex-1 overflow-hidden" />;
}
