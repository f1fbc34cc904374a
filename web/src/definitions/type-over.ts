import { EditorView } from "@codemirror/view";

/**
 * Typing over a selection. Left to itself the browser keeps the look of the replaced words by a style
 * attribute of its own, which the content security policy refuses aloud; so the editor does it.
 */
export const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    const { data, inputType } = event;
    if (
      inputType !== "insertText" ||
      data === null ||
      empty ||
      view.composing ||
      view.state.readOnly ||
      view.state.selection.ranges.length > 1
    )
      return false;
    event.preventDefault();
    const insert = () =>
      view.state.update({
        changes: { from, to, insert: data },
        selection: { anchor: from + data.length },
        scrollIntoView: true,
        userEvent: "input.type",
      });
    // closing brackets, for one, wraps the selection instead
    if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, data, insert)))
      view.dispatch(insert());
    return true;
  },
});
