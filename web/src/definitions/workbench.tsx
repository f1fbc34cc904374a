import type { CheckedDefinition, Definition } from "@taskwright/api/definition.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useMay } from "../access/session.ts";
import { agentsQuery } from "../agents/queries.ts";
import { ApiProblem } from "../api/problem.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/states.tsx";
import { toast, toastProblem } from "../ui/toast.tsx";
import { dropDraft, keepDraft, keptDraft } from "./draft-store.ts";
import { Editor, type EditorHandle } from "./editor.tsx";
import { Problems } from "./problems.tsx";
import { checkDefinition, definitionNamesQuery, pushDefinition, schemaQuery, toolsQuery } from "./queries.ts";
import { RunPanel } from "./run-panel.tsx";

interface WorkbenchProps {
  /** absent: a definition that does not exist yet */
  definition?: Definition;
  /** text of an older version, to begin with instead */
  initial?: string;
  onSaved(definition: Definition): void;
}

/** The text, what is wrong with it, and the form to try it, side by side. */
export function Workbench({ definition, initial, onSaved }: WorkbenchProps) {
  const mayWrite = useMay("definition.write");
  const mayRun = useMay("task.create");
  const client = useQueryClient();
  const saved = definition?.source ?? "";
  const draftKey = definition ? String(definition.id) : "new";
  const [begin] = useState(() => initial ?? keptDraft(draftKey) ?? definition?.source ?? text.definitions.starter);
  const [restored, setRestored] = useState(
    () => initial === undefined && keptDraft(draftKey) !== null && keptDraft(draftKey) !== saved,
  );
  const [current, setCurrent] = useState(begin);
  const [checked, setChecked] = useState<CheckedDefinition>();
  const [checking, setChecking] = useState(true);
  const editor = useRef<EditorHandle>(null);
  const dirty = current !== saved;

  const schema = useQuery(schemaQuery).data;
  const tools = useQuery(toolsQuery).data;
  const names = useQuery(definitionNamesQuery).data;
  const agents = useQuery(agentsQuery).data;
  const sources = useMemo(
    () =>
      schema
        ? { schema, tools: tools ?? [], definitions: names ?? [], agents: (agents ?? []).map((agent) => agent.name) }
        : undefined,
    [schema, tools, names, agents],
  );

  const check = useCallback(async (source: string) => {
    const result = await checkDefinition(source);
    setChecked(result);
    setChecking(false);
    return result;
  }, []);

  useEffect(() => {
    if (dirty) keepDraft(draftKey, current);
    else dropDraft(draftKey);
  }, [draftKey, current, dirty]);

  const save = useMutation({
    mutationFn: () => pushDefinition(editor.current?.text() ?? current),
    onSuccess(result) {
      dropDraft(draftKey);
      setRestored(false);
      toast(
        result.version === definition?.version
          ? text.definitions.unchanged
          : text.definitions.saved(result.name, result.version),
      );
      void client.invalidateQueries({ queryKey: ["definitions"] });
      void client.invalidateQueries({ queryKey: ["definition"] });
      onSaved(result);
    },
    onError(error) {
      const issues = error instanceof ApiProblem ? error.details.issues : undefined;
      if (Array.isArray(issues))
        setChecked({ ok: false, issues: issues as CheckedDefinition["issues"], effective: null, inputsSchema: null });
      toastProblem(error);
    },
  });
  const trySave = () => {
    if (!mayWrite || save.isPending) return;
    if (definition && !dirty) return toast(text.definitions.unchanged);
    save.mutate();
  };

  return (
    <div className="flex h-full min-h-0 flex-1 max-[1099px]:flex-col max-[1099px]:overflow-y-auto">
      <div className="flex min-h-96 min-w-0 flex-1 flex-col">
        {restored && (
          <div className="flex items-center justify-between gap-3 border-b border-line bg-raised px-4 py-1">
            <span className="text-soft">{text.definitions.restored}</span>
            <Button
              look="bare"
              onClick={() => {
                editor.current?.replace(definition?.source ?? text.definitions.starter);
                setRestored(false);
              }}
            >
              {text.definitions.discard}
            </Button>
          </div>
        )}
        <Editor
          label={text.definitions.editor}
          initial={begin}
          readOnly={!mayWrite}
          sources={sources}
          handle={editor}
          check={check}
          onSave={trySave}
          onChange={(next) => {
            setCurrent(next);
            setChecking(true);
          }}
        />
        {mayWrite ? (
          <>
            <Problems
              issues={checked?.issues}
              checking={checking}
              onGoTo={(issue) => editor.current?.goTo(issue.line, issue.column)}
            />
            <div className="flex shrink-0 items-center gap-3 border-t border-line px-4 py-2">
              <Button
                look="plain"
                busy={save.isPending}
                disabled={!dirty && definition !== undefined}
                onClick={trySave}
              >
                {save.isPending ? text.definitions.saving : text.definitions.save}
              </Button>
              <span className="text-xs text-faint max-sm:hidden">{text.definitions.pasteHint}</span>
            </div>
          </>
        ) : (
          <div className="p-3">
            <Notice>{text.definitions.readOnly}</Notice>
          </div>
        )}
      </div>
      {mayRun && (
        <aside
          aria-label={text.definitions.run}
          className="border-line max-[1099px]:border-t min-[1100px]:w-88 min-[1100px]:overflow-y-auto min-[1100px]:border-l"
        >
          <RunPanel
            definition={definition}
            inputsSchema={dirty ? (checked?.inputsSchema ?? definition?.inputsSchema) : definition?.inputsSchema}
            unsaved={dirty || !definition}
          />
        </aside>
      )}
    </div>
  );
}
