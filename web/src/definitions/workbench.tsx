import type { Definition } from "@taskwright/api/definition.ts";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useMay } from "../access/session.ts";
import { agentsQuery } from "../agents/queries.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/states.tsx";
import { toast } from "../ui/toast.tsx";
import { Split } from "../ui/split.tsx";
import { createTask } from "../tasks/queries.ts";
import { usePageKeys } from "../ui/use-keys.ts";
import { useWide } from "../ui/use-wide.ts";
import { Beginning, isStarter } from "./beginning.tsx";
import { Conflict } from "./conflict.tsx";
import { dropDraft, keepDraft, keptDraft } from "./draft-store.ts";
import { Editor, goTo } from "./editor.tsx";
import { Latest, readOnly, writing } from "./editor-extensions.ts";
import { fixOf } from "./fixes.ts";
import { FormPane } from "./form-pane.tsx";
import { LeaveDialog } from "./leave-dialog.tsx";
import { Problems } from "./problems.tsx";
import { definitionsQuery, schemaQuery, toolsQuery } from "./queries.ts";
import { TextModel } from "./text-model.ts";
import { Toolbar, type View } from "./toolbar.tsx";
import { type Start, TryIt } from "./try-it.tsx";
import { useChecked } from "./use-checked.ts";
import { type Overtaken, useDefinitionSave } from "./use-definition-save.ts";
import { isBroken, MOST_FOR_A_FORM, readYaml } from "./yaml/read.ts";

interface WorkbenchProps {
  /** absent: a definition that does not exist yet */
  definition?: Definition;
  /** text of an older version, or of an example, to begin with instead */
  initial?: string;
  /** a task that was started from here, to be followed */
  tried?: number | undefined;
  /** `task`: it was saved to be tried, and this came of it */
  onSaved(definition: Definition, task?: number): void;
}

/** The form and the text of one definition, what is wrong with it, and the form to try it. */
export function Workbench({ definition, initial, tried, onSaved }: WorkbenchProps) {
  const mayWrite = useMay("definition.write");
  const mayRun = useMay("task.create");
  const wide = useWide(1000);
  const [view, setView] = useState<View>(keptView);
  const [isTrying, setTrying] = useState(tried !== undefined);
  const draftKey = definition ? String(definition.id) : "new";
  const [kept] = useState(() => (initial === undefined ? keptDraft(draftKey) : null));
  const [base, setBase] = useState({
    version: kept?.version ?? definition?.version ?? 0,
    source: definition?.source ?? "",
  });
  const [restored, setRestored] = useState(
    kept !== null && kept.text !== definition?.source && (definition !== undefined || !isStarter(kept.text)),
  );
  const [overtaken, setOvertaken] = useState<Overtaken>();

  const schema = useQuery(schemaQuery).data;
  const tools = useQuery(toolsQuery).data;
  const summaries = useQuery(definitionsQuery()).data;
  const agents = useQuery(agentsQuery).data;
  const [latest] = useState(() => new Latest());
  const [model] = useState(
    () =>
      new TextModel(
        initial ?? kept?.text ?? definition?.source ?? text.definitions.starter,
        mayWrite ? writing(text.definitions.editor, latest) : readOnly(text.definitions.editor),
      ),
  );
  const current = useSyncExternalStore(model.subscribe, model.text);
  const isDirty = current !== base.source.replaceAll("\r\n", "\n");
  const checked = useChecked(current);
  const isLarge = current.length > MOST_FOR_A_FORM;
  const read = useMemo(() => (isLarge ? null : readYaml(current)), [current, isLarge]);
  const [good, setGood] = useState<Record<string, unknown>>({});
  if (read && !isBroken(read) && read.value !== good) setGood(read.value);
  const [pending] = useState(() => new Set<() => void>());
  const leaving = useRef(false);
  const isStarting = useRef(false);

  const save = useDefinitionSave({
    onSaved(saved) {
      leaving.current = true;
      dropDraft(draftKey);
      setRestored(false);
      setOvertaken(undefined);
      setBase({ version: saved.version, source: saved.source });
      if (!isStarting.current) onSaved(saved);
    },
    onIssues: checked.refuse,
    onOvertaken: setOvertaken,
  });
  /** A name that is not the definition's own makes another definition, which must not be there yet. */
  const follows = () => (definition && good.name === definition.name ? base.version : 0);
  const saveNow = async (version?: number): Promise<Definition | null> => {
    for (const flush of pending) flush();
    if (!mayWrite || save.isPending) return null;
    return await save.mutateAsync({ source: model.source(), follows: version ?? follows() }).catch(() => null);
  };
  /** The page of what was saved is gone to when its task has begun, so that the task is followed there. */
  const start: Start = async (inputs, key, dryRun) => {
    let saved: Definition | null = null;
    let task: number | undefined;
    isStarting.current = true;
    try {
      if (isDirty || !definition) saved = await saveNow();
      const name = saved?.name ?? (isDirty ? undefined : definition?.name);
      if (name === undefined) return null;
      task = (await createTask({ definition: name, inputs, dryRun }, key)).id;
      return task;
    } finally {
      isStarting.current = false;
      if (saved) onSaved(saved, task);
    }
  };
  const trySave = () => {
    for (const flush of pending) flush();
    if (definition && model.text() === base.source.replaceAll("\r\n", "\n")) return toast(text.definitions.unchanged);
    void saveNow();
  };

  useEffect(() => {
    latest.set({
      sources: schema
        ? {
            schema,
            tools: tools ?? [],
            definitions: (summaries ?? []).map(({ name }) => name),
            agents: (agents ?? []).map(({ name }) => name),
            value: good,
          }
        : undefined,
      onSave: trySave,
    });
  });
  useEffect(() => {
    leaving.current = false;
    if (isDirty) keepDraft(draftKey, { text: current, version: base.version });
    else dropDraft(draftKey);
  }, [draftKey, current, isDirty, base.version]);
  // saved elsewhere meanwhile, and nothing changed here: follow
  const newer = definition && definition.version > base.version ? definition : undefined;
  useEffect(() => {
    if (!newer || isDirty) return;
    setBase({ version: newer.version, source: newer.source });
    model.replace(newer.source);
  }, [newer, isDirty, model]);

  usePageKeys([{ keys: "mod+s", label: text.definitions.save, run: trySave, off: !mayWrite }]);

  const shownView: View = wide ? view : view === "both" ? "form" : view;
  const form = (
    <FormPane
      read={read}
      good={good}
      model={model}
      pending={pending}
      readOnly={!mayWrite}
      checked={checked.result}
      tools={tools ?? []}
      summaries={summaries ?? []}
      agents={(agents ?? []).map(({ name }) => name)}
      onText={() => setView("text")}
      onPreview={() => setTrying(true)}
    />
  );
  const editor = (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <Editor model={model} issues={checked.result?.issues} />
      <Problems
        issues={checked.result?.issues}
        checking={checked.checking}
        fixOf={(issue) => {
          const lines = current.split("\n");
          const start = lines.slice(0, issue.line - 1).reduce((sum, line) => sum + line.length + 1, issue.column - 1);
          const end = lines
            .slice(0, issue.endLine - 1)
            .reduce((sum, line) => sum + line.length + 1, issue.endColumn - 1);
          return mayWrite && !checked.checking ? fixOf(issue, current.slice(start, end), start) : null;
        }}
        onFix={(fix) => model.apply({ changes: fix, userEvent: "input.fix" })}
        onGoTo={(issue) => model.view && goTo(model.view, issue.line, issue.column)}
      />
    </div>
  );
  return (
    <div className="flex h-full min-h-0 flex-1 flex-col">
      <Toolbar
        view={shownView}
        wide={wide}
        onView={(next) => {
          setView(next);
          setTrying(wide && isTrying);
          keepView(next);
        }}
        model={model}
        version={current}
        value={good}
        checked={checked}
        writes={mayWrite}
        saving={save.isPending}
        canSave={isDirty || !definition}
        onSave={trySave}
        runs={mayRun}
        trying={isTrying}
        onTry={setTrying}
        onShowText={() => wide || setView("text")}
      />
      {!definition && mayWrite && <Beginning model={model} value={good} />}
      {restored && (
        <div className="flex items-center justify-between gap-3 border-b border-line bg-raised px-4 py-1">
          <span className="text-soft">{text.definitions.restored}</span>
          <Button
            look="bare"
            onClick={() => {
              model.replace(definition?.source ?? text.definitions.starter);
              setBase({ version: definition?.version ?? 0, source: definition?.source ?? "" });
              setRestored(false);
            }}
          >
            {text.definitions.discard}
          </Button>
        </div>
      )}
      {newer && isDirty && (
        <div
          role="status"
          className="flex items-center justify-between gap-3 border-b border-human-line bg-human-wash px-4 py-1 text-human-text"
        >
          {text.definitions.conflict.meanwhile(newer.createdBy.name, newer.version)}
          <Button onClick={() => setOvertaken({ id: newer.id, version: newer.version })}>
            {text.definitions.conflict.look}
          </Button>
        </div>
      )}
      {definition && typeof good.name === "string" && good.name !== definition.name && (
        <p className="border-b border-line bg-raised px-4 py-1 text-soft">
          {text.definitions.renamed(definition.name, good.name)}
        </p>
      )}
      {!mayWrite && (
        <div className="border-b border-line p-2">
          <Notice>{text.definitions.readOnly}</Notice>
        </div>
      )}
      <div className="flex min-h-0 flex-1">
        {(wide || !isTrying) && (
          <div className="flex min-h-0 min-w-0 flex-1">
            {shownView === "both" ? (
              <Split id="definition" start={form} end={editor} initial={48} min={25} max={75} />
            ) : shownView === "form" ? (
              form
            ) : (
              editor
            )}
          </div>
        )}
        {mayRun && isTrying && (
          <aside
            aria-label={text.definitions.run}
            className="overflow-y-auto border-line max-[999px]:flex-1 min-[1000px]:w-80 min-[1000px]:shrink-0 min-[1000px]:border-l min-[1400px]:w-96"
          >
            <TryIt
              inputsSchema={checked.result?.inputsSchema ?? definition?.inputsSchema}
              tried={tried}
              dirty={isDirty || !definition}
              start={start}
            />
          </aside>
        )}
      </div>
      <LeaveDialog
        dirty={() => isDirty && mayWrite && !leaving.current && (definition !== undefined || !isStarter(current))}
        onDiscard={() => dropDraft(draftKey)}
      />
      {overtaken && (
        <Conflict
          id={overtaken.id}
          mine={current}
          onClose={() => setOvertaken(undefined)}
          onMine={(version) => void saveNow(version)}
          onTheirs={(theirs) => {
            model.replace(theirs.source);
            setBase({ version: theirs.version, source: theirs.source });
            setOvertaken(undefined);
          }}
        />
      )}
    </div>
  );
}

const VIEW = "definition.view";

function keptView(): View {
  const kept = localStorage.getItem(VIEW);
  return kept === "form" || kept === "text" ? kept : "both";
}

function keepView(view: View): void {
  try {
    localStorage.setItem(VIEW, view);
  } catch {
    // for this page only, then
  }
}
