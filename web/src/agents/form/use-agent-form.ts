import type { Agent } from "@taskwright/api/agent.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { useSession } from "../../access/session.ts";
import { ApiProblem } from "../../api/problem.ts";
import { text } from "../../text.ts";
import { dropDraft, keepDraft, keptDraft } from "../../ui/form/kept-draft.ts";
import { toast } from "../../ui/toast.tsx";
import { agentQuery, agentsQuery, createAgent, updateAgent } from "../queries.ts";
import { type AgentDraft, changedFields, draftOf, type DraftIssues, readDraft, rebase } from "./draft.ts";

interface Typed {
  /** the version that the draft is based on, and what it said */
  version: number;
  base: AgentDraft;
  draft: AgentDraft;
}

/** What is typed about an agent: kept on this device until it is saved, and never saved over somebody else's change. */
export function useAgentForm(agent: Agent | undefined) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const keep = `${useSession()?.actor.id ?? "?"}/agent/${agent?.id ?? "new"}`;
  const [typed, setTyped] = useState<Typed>(() => (keptDraft(keep) as Typed | undefined) ?? fresh(agent));
  const [issues, setIssues] = useState<DraftIssues>({});
  const { base, draft, version } = typed;
  const dirty = changedFields(base, draft).length > 0;
  const theirs = useMemo(() => (agent && agent.version > version ? draftOf(agent) : undefined), [agent, version]);

  useEffect(() => {
    if (dirty) keepDraft(keep, typed);
    else dropDraft(keep);
  }, [keep, dirty, typed]);
  // nothing was typed: whatever others save is shown
  useEffect(() => {
    if (theirs && !dirty) setTyped(fresh(agent));
  }, [theirs, dirty, agent]);

  const save = useMutation({
    async mutationFn(value: ReturnType<typeof createArguments>) {
      if (!agent) return await createAgent(value);
      const changed = changedFields(createArguments(base) ?? {}, value);
      return await updateAgent(agent.id, { ...Object.fromEntries(changed.map((key) => [key, value[key]])), version });
    },
    onSuccess(saved) {
      dropDraft(keep);
      client.setQueryData(agentQuery(saved.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: agentsQuery.queryKey });
      setTyped(fresh(saved));
      toast(agent ? text.agents.saved(saved.name) : text.agents.created(saved.name));
      if (!agent) void navigate({ to: "/agents/$id", params: { id: String(saved.id) }, replace: true });
    },
    onError(error) {
      if (isConflict(error)) void client.invalidateQueries({ queryKey: agentsQuery.queryKey });
    },
  });
  return {
    draft,
    base,
    dirty,
    issues,
    theirs: dirty ? theirs : undefined,
    busy: save.isPending,
    // the notice of the conflict says it better
    error: isConflict(save.error) ? null : save.error,
    change: (part: Partial<AgentDraft>) => {
      setTyped((before) => ({ ...before, draft: { ...before.draft, ...part } }));
      if (Object.keys(issues).length > 0) setIssues({});
    },
    save: () => {
      const read = readDraft(draft);
      setIssues("issues" in read ? read.issues : {});
      if ("value" in read && !save.isPending) save.mutate(read.value);
    },
    keepMine: () =>
      agent && theirs && setTyped({ version: agent.version, base: theirs, draft: rebase(draft, base, theirs) }),
    takeTheirs: () => setTyped(fresh(agent)),
    reset: () => {
      setTyped(fresh(agent));
      setIssues({});
      save.reset();
    },
  };
}

function fresh(agent: Agent | undefined): Typed {
  const draft = draftOf(agent);
  return { version: agent?.version ?? 0, base: draft, draft };
}

function createArguments(draft: AgentDraft) {
  const read = readDraft(draft);
  if ("issues" in read) throw new Error("what was saved can be read");
  return read.value;
}

function isConflict(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === "version_mismatch";
}
