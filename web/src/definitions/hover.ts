import { type Extension, Prec, StateEffect, StateField } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap, showTooltip, type Tooltip } from "@codemirror/view";
import type { CompletionSources } from "./completion.ts";
import { type Help, helpAt } from "./help.ts";

/** Help on the word under the pointer; on the one at the cursor with Ctrl+I, and until the cursor moves. */
export function helpOnHover(sources: () => CompletionSources | undefined): Extension {
  const find = (view: EditorView, pos: number): (Tooltip & { help: Help }) | null => {
    const known = sources();
    if (!known) return null;
    const line = view.state.doc.lineAt(pos);
    const help = helpAt(view.state.doc.toString().split("\n"), line.number - 1, pos - line.from, known);
    if (!help) return null;
    return {
      help,
      pos: line.from + help.from,
      end: line.from + help.to,
      above: true,
      create: () => ({ dom: card(help) }),
    };
  };
  const show = (view: EditorView): boolean => {
    const found = find(view, view.state.selection.main.head);
    const said = found
      ? EditorView.announce.of([found.help.title, found.help.detail, found.help.body].filter(Boolean).join(". "))
      : [];
    view.dispatch({ effects: [setShown.of(found), ...[said].flat()] });
    return true;
  };
  const close = (view: EditorView): boolean => {
    if (!view.state.field(shown)) return false;
    view.dispatch({ effects: setShown.of(null) });
    return true;
  };
  return [
    hoverTooltip((view, pos) => find(view, pos), { hoverTime: 250 }),
    shown,
    Prec.high(
      keymap.of([
        { key: "Mod-i", preventDefault: true, run: show },
        { key: "Escape", run: close },
      ]),
    ),
  ];
}

const setShown = StateEffect.define<Tooltip | null>();
const shown = StateField.define<Tooltip | null>({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setShown)) return effect.value;
    return transaction.docChanged || transaction.selection ? null : value;
  },
  provide: (field) => showTooltip.from(field),
});

function card({ title, detail, body }: Help): HTMLElement {
  const dom = document.createElement("div");
  dom.className = "cm-help";
  const add = (name: string, words: string | undefined) => {
    if (!words) return;
    const part = document.createElement("div");
    part.className = name;
    // never as HTML: tools and inputs are named by strangers
    part.textContent = words;
    dom.append(part);
  };
  add("cm-help-title", title);
  add("cm-help-detail", detail);
  add("cm-help-body", body);
  return dom;
}
