import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { EditorState, type Extension, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { completeDefinition, type CompletionSources } from "./completion.ts";
import { editorHighlight, editorTheme } from "./editor-theme.ts";
import { formatYaml } from "./yaml/format.ts";
import { helpOnHover } from "./hover.ts";
import { typeOver } from "./type-over.ts";

/** What an editor looks like, whether one may write in it or not. */
function reading(label: string, coloured = true): Extension {
  return [
    lineNumbers(),
    drawSelection(),
    yaml(),
    // what differs has a ground of its own, on which only plain words can be read well
    coloured ? syntaxHighlighting(editorHighlight) : [],
    editorTheme,
    foldGutter({ markerDOM: foldMarker }),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
    keymap.of(foldKeymap),
  ];
}

export function readOnly(label: string, coloured = true): Extension {
  return [reading(label, coloured), EditorState.readOnly.of(true), keymap.of(defaultKeymap)];
}

interface Known {
  sources: CompletionSources | undefined;
  onSave(): void;
}

/** What changes under a text that stays: tools that arrive, names that are new. */
export class Latest {
  now: Known = { sources: undefined, onSave: () => undefined };

  set(now: Known): void {
    this.now = now;
  }
}

export function writing(label: string, latest: Latest): Extension {
  return [
    reading(label),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    history(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    typeOver,
    autocompletion({ override: [(context) => completeDefinition(context, latest.now.sources)], icons: false }),
    lintGutter(),
    helpOnHover(() => latest.now.sources),
    Prec.high(
      keymap.of([
        { key: "Mod-s", preventDefault: true, run: () => (latest.now.onSave(), true) },
        { key: "Shift-Alt-f", preventDefault: true, run: format },
      ]),
    ),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...defaultKeymap,
      ...historyKeymap,
      ...lintKeymap,
      indentWithTab,
    ]),
  ];
}

/** Indentation and spaces as the guide has them; words and comments stay. */
function format(view: EditorView): boolean {
  const text = view.state.doc.toString();
  const formatted = formatYaml(text);
  if (formatted !== null && formatted !== text)
    view.dispatch({
      changes: { from: 0, to: text.length, insert: formatted },
      selection: { anchor: Math.min(view.state.selection.main.head, formatted.length) },
      userEvent: "input.format",
    });
  return true;
}

function foldMarker(open: boolean): HTMLElement {
  const marker = document.createElement("span");
  marker.textContent = open ? "⌄" : "›";
  marker.setAttribute("aria-hidden", "true");
  return marker;
}
