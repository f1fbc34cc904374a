import type { ConnectionMethod } from "@taskwright/api/connection.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useMay } from "../access/session.ts";
import { messageOf } from "../api/problem.ts";
import { appsQuery } from "../apps/queries.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { described, Field } from "../ui/field.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Notice } from "../ui/states.tsx";
import { toast } from "../ui/toast.tsx";
import { appsToConnect, methodsOf, proposedSettings, readSettings, secretsOf, settingsOf } from "./method.ts";
import { connectionsQuery, createConnection, signInThere } from "./queries.ts";
import { SecretField } from "./secret-field.tsx";

type Owner = "me" | "workspace";

/** What is asked depends on the app and on how it signs in. */
export function AddConnection({ app: given, onClose }: { app: string | undefined; onClose(): void }) {
  const id = useId();
  const client = useQueryClient();
  const apps = useQuery(appsQuery).data ?? [];
  const mayShare = useMay("connection.share");
  const [app, setApp] = useState(given ?? "http");
  const methods = methodsOf(app, apps);
  const [chosen, setChosen] = useState<ConnectionMethod>();
  const method = chosen && methods.includes(chosen) ? chosen : methods[0]!;
  const [name, setName] = useState("");
  const [owner, setOwner] = useState<Owner>("me");
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const [settings, setSettings] = useState<Record<string, string>>({});
  const words = text.connections;
  const fields = secretsOf(app, method);
  const shown = { ...proposedSettings(app, method, apps), ...settings };
  const create = useMutation({
    async mutationFn() {
      const made = await createConnection({
        name,
        app,
        method,
        owner,
        fields: Object.fromEntries(
          fields.flatMap((field) => (secrets[field.name] ? [[field.name, secrets[field.name]!]] : [])),
        ),
        settings: readSettings(shown, method),
      });
      await client.invalidateQueries({ queryKey: connectionsQuery.queryKey });
      if (made.status !== "ready" && method === "oauth2") await signInThere(made.id);
      return made;
    },
    onSuccess(made) {
      toast(words.created(made.name));
      onClose();
    },
  });
  const names = [...new Set([...(given ? [given] : []), ...appsToConnect(apps)])];
  return (
    <Dialog title={words.add} onClose={onClose} wide>
      <form
        className="flex flex-col gap-4"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field id={`${id}-name`} label={words.name} hint={words.nameHint}>
            <input
              id={`${id}-name`}
              required
              maxLength={100}
              className="control"
              value={name}
              onChange={(event) => setName(event.target.value)}
              {...described(`${id}-name`, "hint")}
            />
          </Field>
          <Field id={`${id}-app`} label={words.app} hint={text.apps.builtInText[app] ?? text.apps.imported}>
            <select
              id={`${id}-app`}
              className="control"
              value={app}
              onChange={(event) => setApp(event.target.value)}
              {...described(`${id}-app`, "hint")}
            >
              {names.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </Field>
        </div>
        {methods.length > 1 && (
          <Field id={`${id}-method`} label={words.method}>
            <select
              id={`${id}-method`}
              className="control"
              value={method}
              onChange={(event) => setChosen(event.target.value as ConnectionMethod)}
            >
              {methods.map((each) => (
                <option key={each} value={each}>
                  {words.methods[each]}
                </option>
              ))}
            </select>
          </Field>
        )}
        {fields.map((field) => (
          <SecretField
            key={field.name}
            id={`${id}-${field.name}`}
            app={app}
            field={field}
            required={!field.optional}
            value={secrets[field.name] ?? ""}
            onChange={(value) => setSecrets({ ...secrets, [field.name]: value })}
          />
        ))}
        <div className="grid gap-4 sm:grid-cols-2">
          {settingsOf(method).map((setting) => {
            const required = setting === "name" || (setting === "hosts" && app === "http");
            const hint = hintOf(setting);
            return (
              <Field
                key={setting}
                id={`${id}-set-${setting}`}
                label={words.settings[setting]}
                hint={hint}
                optional={required ? undefined : text.forms.optional}
              >
                <input
                  id={`${id}-set-${setting}`}
                  className="control"
                  required={required}
                  type={/Url$|issuer/.test(setting) ? "url" : "text"}
                  spellCheck={false}
                  value={shown[setting] ?? ""}
                  onChange={(event) => setSettings({ ...settings, [setting]: event.target.value })}
                  {...described(`${id}-set-${setting}`, hint)}
                />
              </Field>
            );
          })}
        </div>
        {mayShare && (
          <div className="flex flex-col gap-1">
            <p className="font-medium">{words.owner}</p>
            <p className="text-xs text-faint">{words.ownerHint}</p>
            <Segmented<Owner>
              label={words.owner}
              value={owner}
              onChange={setOwner}
              options={(["me", "workspace"] as const).map((value) => ({ value, label: words.owners[value] }))}
            />
          </div>
        )}
        {method === "oauth2" && <p className="text-soft">{words.signInNext}</p>}
        <div role="alert">{create.isError && <Notice tone="bad">{messageOf(create.error)}</Notice>}</div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.actions.cancel}</Button>
          <Button type="submit" look="plain" busy={create.isPending}>
            {method === "oauth2" ? words.createAndSignIn : words.create}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function hintOf(setting: ReturnType<typeof settingsOf>[number]): string | undefined {
  const words = text.connections.settings;
  if (setting === "authorizationUrl" || setting === "tokenUrl") return words.endpointsHint;
  if (setting === "name") return undefined;
  return words[`${setting}Hint`];
}
