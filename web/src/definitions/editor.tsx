import { setDiagnostics } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";
import type { DefinitionIssue } from "@taskwright/api/definition.ts";
import { useEffect, useRef, useState } from "react";
import { toDiagnostics } from "./diagnostics.ts";
import { readOnly } from "./editor-extensions.ts";
import { TextModel } from "./text-model.ts";

/**
 * CodeMirror in a shadow root: there it adopts constructed style sheets, where in the document it
 * would add a style element, which our content security policy refuses.
 */
export function Editor({ model, issues }: { model: TextModel; issues?: DefinitionIssue[] }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: "open", delegatesFocus: true });
    return model.show(root);
  }, [model]);
  useEffect(() => {
    const { view } = model;
    if (view && issues) view.dispatch(setDiagnostics(view.state, toDiagnostics(issues, view.state.doc)));
  }, [model, issues]);
  return <div ref={host} className="min-h-0 min-w-0 flex-1 overflow-hidden" />;
}

export function TextView({ label, source }: { label: string; source: string }) {
  const [model] = useState(() => new TextModel(source, readOnly(label)));
  return <Editor model={model} />;
}

/** Puts the cursor there, counted from 1. */
export function goTo(view: EditorView, line: number, column: number): void {
  const at = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
  const anchor = Math.min(at.to, at.from + Math.max(0, column - 1));
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
  view.focus();
}
