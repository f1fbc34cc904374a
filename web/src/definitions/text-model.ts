import { isolateHistory, redo, redoDepth, undo, undoDepth } from "@codemirror/commands";
import { ChangeSet, EditorState, type Extension, type Transaction, type TransactionSpec } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { Change } from "./yaml/primitives.ts";

/**
 * The one text that the form and the editor both show. It lives without a view too, so that what a form
 * writes while the editor is not in sight is undone by the same Undo.
 */
export class TextModel {
  #state: EditorState;
  #view: EditorView | null = null;
  #text: string;
  /** as the author's editor ends lines; CodeMirror knows only one way */
  readonly #lineEnd: "\r\n" | "\n";
  readonly #listeners = new Set<() => void>();

  constructor(source: string, extensions: Extension) {
    this.#lineEnd = source.includes("\r\n") ? "\r\n" : "\n";
    const listen = EditorView.updateListener.of((update) => {
      this.#state = update.state;
      if (update.docChanged) this.#changed();
    });
    this.#state = EditorState.create({ doc: source, extensions: [extensions, listen] });
    this.#text = this.#state.doc.toString();
  }

  readonly text = (): string => this.#text;

  /** as it is saved */
  source(): string {
    return this.#lineEnd === "\n" ? this.#text : this.#text.replaceAll("\n", this.#lineEnd);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get view(): EditorView | null {
    return this.#view;
  }

  /** Shows it; the returned function takes the view away again, and the model keeps what it holds. */
  show(root: ShadowRoot): () => void {
    const view = new EditorView({ root, parent: root as unknown as Element, state: this.#state });
    this.#view = view;
    return () => {
      this.#state = view.state;
      this.#view = null;
      view.destroy();
    };
  }

  apply(spec: TransactionSpec): void {
    if (this.#view) return this.#view.dispatch(spec);
    this.#take(this.#state.update(spec));
  }

  /** What a form wrote. Keystrokes in one field are one step back, two fields are two. */
  change(rounds: readonly Change[][], field: string): void {
    let length = this.#state.doc.length;
    let changes = ChangeSet.empty(length);
    for (const round of rounds) {
      const next = ChangeSet.of(round, length);
      changes = changes.compose(next);
      length = next.newLength;
    }
    const isOther = field !== this.#field;
    this.#field = field;
    this.apply({
      changes,
      userEvent: "input.form",
      annotations: isOther ? isolateHistory.of("before") : [],
    });
  }
  #field = "";

  replace(text: string): void {
    this.apply({ changes: { from: 0, to: this.#state.doc.length, insert: text }, userEvent: "input.replace" });
  }

  readonly undo = (): void => void undo({ state: this.#state, dispatch: (transaction) => this.#dispatch(transaction) });
  readonly redo = (): void => void redo({ state: this.#state, dispatch: (transaction) => this.#dispatch(transaction) });

  get canUndo(): boolean {
    return undoDepth(this.#state) > 0;
  }
  get canRedo(): boolean {
    return redoDepth(this.#state) > 0;
  }

  #dispatch(transaction: Transaction): void {
    if (this.#view) this.#view.dispatch(transaction);
    else this.#take(transaction);
  }

  #take(transaction: Transaction): void {
    this.#state = transaction.state;
    if (transaction.docChanged) this.#changed();
  }

  #changed(): void {
    this.#text = this.#state.doc.toString();
    for (const listener of this.#listeners) listener();
  }
}
