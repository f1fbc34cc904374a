import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { forceLinting, linter, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { CheckedDefinition } from "@taskwright/api/definition.ts";
import { useEffect, useImperativeHandle, useRef, type Ref } from "react";
import { completeDefinition, type CompletionSources } from "./completion.ts";
import { editorHighlight, editorTheme } from "./editor-theme.ts";
import { toDiagnostics } from "./diagnostics.ts";
import { typeOver } from "./type-over.ts";

export interface EditorHandle {
  text(): string;
  replace(text: string): void;
  /** puts the cursor there, counted from 1 */
  goTo(line: number, column: number): void;
}

interface EditorProps {
  label: string;
  initial: string;
  readOnly?: boolean;
  sources?: CompletionSources;
  handle?: Ref<EditorHandle>;
  onChange?(text: string): void;
  onSave?(): void;
  /** checks a text; the findings are marked under the words */
  check?(text: string): Promise<CheckedDefinition>;
}

const CHECK_AFTER_MS = 400;

/**
 * CodeMirror in a shadow root: there it adopts constructed style sheets, where in the document it
 * would add a style element, which our content security policy refuses.
 */
export function Editor({ label, initial, readOnly = false, sources, handle, onChange, onSave, check }: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ sources, onChange, onSave, check });
  useEffect(() => {
    latest.current = { sources, onChange, onSave, check };
  });

  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: "open", delegatesFocus: true });
    const editor = new EditorView({
      root,
      parent: root as unknown as Element,
      state: EditorState.create({
        doc: initial,
        extensions: [
          lineNumbers(),
          highlightActiveLineGutter(),
          highlightActiveLine(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          yaml(),
          syntaxHighlighting(editorHighlight),
          editorTheme,
          EditorView.lineWrapping,
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
          keymap.of([
            { key: "Mod-s", preventDefault: true, run: () => (latest.current.onSave?.(), true) },
            ...closeBracketsKeymap,
            ...completionKeymap,
            ...defaultKeymap,
            ...historyKeymap,
            ...lintKeymap,
            indentWithTab,
          ]),
          ...(readOnly
            ? []
            : [
                typeOver,
                autocompletion({
                  override: [(context) => completeDefinition(context, latest.current.sources)],
                  icons: false,
                }),
                lintGutter(),
                linter(
                  async (current) => {
                    const checked = await latest.current.check?.(current.state.doc.toString()).catch(() => undefined);
                    return checked ? toDiagnostics(checked.issues, current.state.doc) : [];
                  },
                  { delay: CHECK_AFTER_MS },
                ),
              ]),
          EditorView.updateListener.of(
            (update) => update.docChanged && latest.current.onChange?.(update.state.doc.toString()),
          ),
        ],
      }),
    });
    view.current = editor;
    if (!readOnly) forceLinting(editor);
    return () => {
      editor.destroy();
      view.current = null;
    };
    // the text is the editor's own from now on; a new one is put in through `replace`
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [readOnly, label]);

  useImperativeHandle(handle, () => ({
    text: () => view.current?.state.doc.toString() ?? initial,
    replace(text) {
      const editor = view.current;
      if (!editor) return;
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
      editor.dispatch(setDiagnostics(editor.state, []));
    },
    goTo(line, column) {
      const editor = view.current;
      if (!editor) return;
      const at = editor.state.doc.line(Math.min(Math.max(1, line), editor.state.doc.lines));
      const anchor = Math.min(at.to, at.from + Math.max(0, column - 1));
      editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
      editor.focus();
    },
  }));

  return <div ref={host} className="min-h-0 min-w-0 flex-1 overflow-hidden" />;
}
