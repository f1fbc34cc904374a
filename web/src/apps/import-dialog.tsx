import type { App } from "@taskwright/api/app.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type ComponentProps } from "react";
import { fieldIssues, messageOf } from "../api/problem.ts";
import { useMay } from "../access/session.ts";
import { connectionsQuery } from "../connections/queries.ts";
import { toolsQuery } from "../definitions/queries.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { described, Field } from "../ui/field.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Notice } from "../ui/states.tsx";
import { toast } from "../ui/toast.tsx";
import { appsQuery, createApp } from "./queries.ts";

type Kind = "openapi" | "mcp" | "command";
const EMPTY = { document: "", server: "", address: "", program: "", args: "", name: "", connection: "" };
type Typed = typeof EMPTY;

/** An OpenAPI document or an MCP server becomes an app. */
export function ImportDialog({ onClose, onDone }: { onClose(): void; onDone(app: App): void }) {
  const id = useId();
  const client = useQueryClient();
  const [kind, setKind] = useState<Kind>("openapi");
  const [typed, setTyped] = useState<Typed>(EMPTY);
  const mayConnections = useMay("connection.read");
  const connections = useQuery({ ...connectionsQuery, enabled: mayConnections }).data ?? [];
  const words = text.apps.dialog;
  const create = useMutation({
    mutationFn: () => createApp(asked(kind, typed)),
    onSuccess(app) {
      toast(words.done(app.name, app.tools));
      void client.invalidateQueries({ queryKey: appsQuery.queryKey });
      void client.invalidateQueries({ queryKey: toolsQuery.queryKey });
      onDone(app);
    },
  });
  const field = (name: keyof Typed, hint?: string) => ({
    id: `${id}-${name}`,
    className: "control",
    value: typed[name],
    onChange: (event: { target: { value: string } }) => setTyped({ ...typed, [name]: event.target.value }),
    ...described(`${id}-${name}`, hint),
  });
  const input = (name: keyof Typed, label: string, hint?: string, more?: ComponentProps<"input">) => (
    <Field id={`${id}-${name}`} label={label} hint={hint} optional={more?.required ? undefined : text.forms.optional}>
      <input autoComplete="off" {...field(name, hint)} {...more} />
    </Field>
  );
  return (
    <Dialog title={text.apps.import} onClose={onClose} wide>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Segmented<Kind>
          label={words.what}
          value={kind}
          onChange={setKind}
          options={[
            { value: "openapi", label: words.openapi },
            { value: "mcp", label: words.mcp },
            { value: "command", label: words.command },
          ]}
        />
        {kind === "openapi" && (
          <>
            <Field id={`${id}-document`} label={words.document} hint={words.documentHint}>
              <textarea
                {...field("document", "hint")}
                required
                rows={8}
                spellCheck={false}
                className="control font-mono text-xs"
              />
            </Field>
            {input("server", words.server, words.serverHint, { type: "url" })}
          </>
        )}
        {kind === "mcp" && input("address", words.address, words.addressHint, { type: "url", required: true })}
        {kind === "command" && (
          <>
            {input("program", words.program, words.programHint, { required: true, spellCheck: false })}
            <Field id={`${id}-args`} label={words.args} optional={text.forms.optional}>
              <textarea {...field("args")} rows={3} spellCheck={false} className="control font-mono text-xs" />
            </Field>
          </>
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          {input("name", words.name, words.nameHint, { pattern: "[a-z][a-z0-9_]{0,29}", spellCheck: false })}
          {connections.length > 0 && kind !== "command" && (
            <Field id={`${id}-connection`} label={words.connection} optional={text.forms.optional}>
              <select {...field("connection")}>
                <option value="">{words.noConnection}</option>
                {connections
                  .filter(({ usable }) => usable)
                  .map(({ id: each, name }) => (
                    <option key={each}>{name}</option>
                  ))}
              </select>
            </Field>
          )}
        </div>
        <div role="alert">{create.isError && <Notice tone="bad">{inWords(create.error)}</Notice>}</div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.actions.cancel}</Button>
          <Button type="submit" look="plain" busy={create.isPending}>
            {words.go}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function asked(kind: Kind, typed: Typed): Parameters<typeof createApp>[0] {
  const shared = {
    ...(typed.name.trim() && { name: typed.name.trim() }),
    ...(typed.connection && kind !== "command" && { connection: typed.connection }),
  };
  if (kind === "openapi")
    return {
      ...shared,
      openapi: typed.document.trim(),
      ...(typed.server.trim() && { server: typed.server.trim() }),
    };
  if (kind === "mcp") return { ...shared, mcp: { url: typed.address.trim() } };
  const args = typed.args.split("\n").filter((line) => line !== "");
  return { ...shared, mcp: { command: typed.program.trim(), args } };
}

function inWords(error: unknown): string {
  return [messageOf(error), ...fieldIssues(error).map(({ message }) => message)].join(" ");
}
