import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Colours come from the tokens: custom properties reach into the shadow root, classes do not. */
export const editorTheme = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--surface)", color: "var(--ink)", fontSize: "0.8125rem" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-2px" },
  ".cm-scroller": {
    fontFamily: '"JetBrains Mono Variable", ui-monospace, monospace',
    lineHeight: "1.6",
    overflow: "auto",
  },
  ".cm-content": { padding: "8px 0", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-faint)", border: "none" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--raised) 60%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--human-line) !important",
  },
  ".cm-matchingBracket": { backgroundColor: "var(--pressed)", outline: "none" },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
    boxShadow: "var(--shadow-float)",
    overflow: "hidden",
  },
  ".cm-help": {
    padding: "6px 10px",
    maxWidth: "28rem",
    fontFamily: '"Inter Variable", system-ui, sans-serif',
    whiteSpace: "pre-wrap",
  },
  ".cm-help-title": { fontWeight: "600" },
  ".cm-help-detail": { color: "var(--ink-faint)" },
  ".cm-diagnosticAction": {
    backgroundColor: "var(--ink)",
    color: "var(--on-ink)",
    borderRadius: "4px",
    padding: "2px 8px",
    font: "inherit",
  },
  ".cm-foldGutter .cm-gutterElement": { padding: "0 4px", cursor: "pointer" },
  ".cm-foldPlaceholder": {
    backgroundColor: "var(--raised)",
    border: "none",
    color: "var(--ink-soft)",
    padding: "0 6px",
  },
  ".cm-insertedLine, .cm-changedLine": {
    backgroundColor: "color-mix(in srgb, var(--good) 12%, transparent) !important",
  },
  "&.cm-merge-a .cm-changedLine, .cm-deletedChunk": {
    backgroundColor: "color-mix(in srgb, var(--bad) 12%, transparent) !important",
  },
  "& .cm-changedText, & .cm-insertedLine .cm-changedText": {
    background: "color-mix(in srgb, var(--good) 28%, transparent) !important",
  },
  "&.cm-merge-a .cm-changedText, & .cm-deletedChunk .cm-deletedText": {
    background: "color-mix(in srgb, var(--bad) 28%, transparent) !important",
  },
  ".cm-collapsedLines": {
    background: "var(--raised) !important",
    color: "var(--ink-soft)",
    padding: "2px 8px",
  },
  ".cm-tooltip-lint": { maxWidth: "34rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "16em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "2px 8px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--ink)",
    color: "var(--on-ink)",
  },
  ".cm-completionDetail": { fontStyle: "normal", color: "var(--ink-faint)" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit", opacity: "0.8" },
  ".cm-tooltip.cm-completionInfo": { padding: "6px 10px", maxWidth: "24rem" },
  ".cm-diagnostic": {
    padding: "6px 10px",
    fontFamily: '"Inter Variable", system-ui, sans-serif',
    whiteSpace: "pre-wrap",
  },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--bad)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--human)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--bad)",
    textUnderlineOffset: "3px",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--human)",
    textUnderlineOffset: "3px",
  },
  ".cm-lint-marker": { width: "0.8em", height: "0.8em" },
  ".cm-lint-marker-error": { content: "none", backgroundColor: "var(--bad)", borderRadius: "50%" },
  ".cm-lint-marker-warning": { content: "none", backgroundColor: "var(--human)", borderRadius: "50%" },
});

export const editorHighlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--busy)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--ink-faint)", fontStyle: "italic" },
  { tag: tags.string, color: "var(--good)" },
  { tag: [tags.keyword, tags.bool, tags.number, tags.atom, tags.labelName, tags.typeName], color: "var(--human-text)" },
  { tag: [tags.punctuation, tags.separator, tags.meta], color: "var(--ink-faint)" },
]);
