import { List, Play, Redo2, Undo2 } from "lucide-react";
import { text } from "../text.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { goTo } from "./editor.tsx";
import { outlineOf } from "./outline.ts";
import type { TextModel } from "./text-model.ts";
import type { Checked } from "./use-checked.ts";

export type View = "form" | "both" | "text";

export function Toolbar(props: {
  view: View;
  wide: boolean;
  onView(view: View): void;
  model: TextModel;
  /** so that the buttons follow the text */
  version: string;
  value: Record<string, unknown>;
  checked: Checked;
  writes: boolean;
  saving: boolean;
  canSave: boolean;
  onSave(): void;
  runs: boolean;
  trying: boolean;
  onTry(trying: boolean): void;
  onShowText(): void;
}) {
  const words = text.definitions.toolbar;
  const { model, view, wide } = props;
  const views: View[] = wide ? ["form", "both", "text"] : ["form", "text"];
  const errors = props.checked.result?.issues.filter(({ severity }) => severity === "error").length ?? 0;
  return (
    <div
      role="toolbar"
      aria-label={words.label}
      className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-3 py-1.5 max-sm:gap-1 max-sm:px-2"
    >
      <Segmented
        label={words.view}
        value={view}
        options={views.map((value) => ({ value, label: words.views[value] }))}
        onChange={props.onView}
      />
      {props.writes && (
        <span className="flex">
          <IconButton label={words.undo} disabled={!model.canUndo} onClick={model.undo}>
            <Undo2 size={14} />
          </IconButton>
          <IconButton label={words.redo} disabled={!model.canRedo} onClick={model.redo}>
            <Redo2 size={14} />
          </IconButton>
        </span>
      )}
      {view !== "form" && (
        <Menu
          align="start"
          trigger={
            <Button look="bare">
              <List size={14} aria-hidden />
              <span className="max-sm:sr-only">{words.outline}</span>
            </Button>
          }
        >
          {outlineOf(props.version).map(({ label, line, depth }) => (
            <MenuItem
              key={`${line}`}
              onSelect={() => requestAnimationFrame(() => model.view && goTo(model.view, line, 1))}
            >
              <span className="max-w-80 truncate" style={{ "--depth": `${depth * 14}px` } as React.CSSProperties}>
                <span aria-hidden className="inline-block w-(--depth)" />
                {label}
              </span>
            </MenuItem>
          ))}
        </Menu>
      )}
      {view === "form" && errors > 0 && !props.checked.checking && (
        <Button
          look="bare"
          className="text-bad! max-sm:order-last max-sm:w-full"
          onClick={() => props.onView(wide ? "both" : "text")}
        >
          {text.definitions.problems(errors, 0)}
        </Button>
      )}
      <span className="flex-1" />
      {props.runs && (
        <Button
          aria-pressed={props.trying}
          className="aria-pressed:bg-raised"
          onClick={() => props.onTry(!props.trying)}
        >
          <Play size={14} aria-hidden />
          <span className="max-sm:sr-only">{text.definitions.run}</span>
        </Button>
      )}
      {props.writes && (
        <Tooltip content={words.saveHint} keys="mod+s">
          <Button look="plain" busy={props.saving} disabled={!props.canSave} onClick={props.onSave}>
            {props.saving ? text.definitions.saving : text.definitions.save}
          </Button>
        </Tooltip>
      )}
    </div>
  );
}
