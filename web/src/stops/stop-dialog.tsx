import type { CreateStop, Stop } from "@taskwright/api/stop.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { agentsQuery } from "../agents/queries.ts";
import { messageOf } from "../api/problem.ts";
import { definitionNamesQuery, toolsQuery } from "../definitions/queries.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { described, Field } from "../ui/field.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Notice } from "../ui/states.tsx";
import { toast } from "../ui/toast.tsx";
import { createStop } from "./queries.ts";

type Kind = Stop["kind"];
const KINDS: Kind[] = ["tool", "agent", "definition", "workspace"];

export function StopDialog({ onClose }: { onClose(): void }) {
  const id = useId();
  const client = useQueryClient();
  const [kind, setKind] = useState<Kind>("tool");
  const [target, setTarget] = useState("");
  const [reason, setReason] = useState("");
  const words = text.stops;
  const stop = useMutation({
    mutationFn: () => createStop(asked(kind, target.trim(), reason)),
    onSuccess(made) {
      toast(words.stopped(made.kind, made.target));
      onClose();
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ["stops"] }),
  });
  return (
    <Dialog title={words.title} onClose={onClose} wide>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          stop.mutate();
        }}
      >
        <Segmented<Kind>
          label={words.kind}
          value={kind}
          onChange={(next) => {
            setKind(next);
            setTarget("");
          }}
          options={KINDS.map((value) => ({ value, label: words.kinds[value] }))}
        />
        <p className="text-soft">{words.effect[kind]}</p>
        {kind !== "workspace" && (
          <Field id={`${id}-target`} label={words.target[kind]} hint={kind === "tool" ? words.toolHint : undefined}>
            <Target id={`${id}-target`} kind={kind} value={target} onChange={setTarget} />
          </Field>
        )}
        <Field id={`${id}-reason`} label={words.reason} hint={words.reasonHint}>
          <textarea
            id={`${id}-reason`}
            required
            rows={2}
            maxLength={500}
            className="control"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            {...described(`${id}-reason`, "hint")}
          />
        </Field>
        <div role="alert">{stop.isError && <Notice tone="bad">{messageOf(stop.error)}</Notice>}</div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.actions.cancel}</Button>
          <Button type="submit" look="danger" busy={stop.isPending}>
            {words.confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Target(props: { id: string; kind: Exclude<Kind, "workspace">; value: string; onChange(value: string): void }) {
  const { id, kind, value, onChange } = props;
  const agents = useQuery({ ...agentsQuery, enabled: kind === "agent" }).data ?? [];
  const definitions = useQuery({ ...definitionNamesQuery, enabled: kind === "definition" }).data ?? [];
  const tools = useQuery({ ...toolsQuery, enabled: kind === "tool" }).data ?? [];
  if (kind === "tool") {
    const patterns = [...new Set(tools.flatMap(({ app, name }) => [`${app}.*`, name]))];
    return (
      <>
        <input
          id={id}
          required
          maxLength={200}
          list={`${id}-list`}
          autoComplete="off"
          spellCheck={false}
          className="control font-mono"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          {...described(id, "hint")}
        />
        <datalist id={`${id}-list`}>
          {patterns.map((pattern) => (
            <option key={pattern} value={pattern}>
              {pattern}
            </option>
          ))}
        </datalist>
      </>
    );
  }
  const names = kind === "agent" ? agents.map(({ name }) => name) : definitions;
  return (
    <select id={id} required className="control" value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{text.none}</option>
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

function asked(kind: Kind, target: string, reason: string): CreateStop {
  return kind === "workspace" ? { workspace: true, reason } : { [kind]: target, reason };
}
