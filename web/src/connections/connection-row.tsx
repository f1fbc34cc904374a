import type { Connection } from "@taskwright/api/connection.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, User } from "lucide-react";
import { useState } from "react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { Moment } from "../ui/moment.tsx";
import { toast, toastProblem } from "../ui/toast.tsx";
import { connectionsQuery, signInThere, testConnection } from "./queries.ts";
import { RemoveConnection } from "./remove-connection.tsx";
import { RenewConnection } from "./renew-connection.tsx";
import { ShareDialog } from "./share-dialog.tsx";

export function ConnectionRow({ connection }: { connection: Connection }) {
  const client = useQueryClient();
  const mayShare = useMay("connection.share");
  const [asking, setAsking] = useState<"renew" | "share" | "remove">();
  const words = text.connections;
  const { name, status, changeable } = connection;
  const test = useMutation({
    mutationFn: () => testConnection(connection.id),
    onSuccess: ({ ok, text: said }) => toast(`${name}: ${said}`, ok ? "done" : "error"),
    onError: toastProblem,
    onSettled: () => void client.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });
  const signIn = useMutation({ mutationFn: () => signInThere(connection.id), onError: toastProblem });
  const waits = status !== "ready";
  const oauth = connection.method === "oauth2";
  return (
    <li
      className={clsx(
        "flex flex-wrap items-center gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-0",
        waits && "border-l-3 border-l-human",
      )}
    >
      <div className="min-w-48 flex-1">
        <p className="font-medium">
          <span dir="auto">{name}</span>
          <span className="font-normal text-faint">
            {" "}
            {words.for} {connection.app}, {words.methods[connection.method]}
          </span>
        </p>
        <p className="text-xs text-faint">
          {connection.owner ? words.ownedBy(connection.owner.name) : words.ofWorkspace} · {words.mayUse}{" "}
          {connection.grants.length === 0 ? words.onlyOwner : connection.grants.map(inWords).join(", ")}
          {!connection.usable && ` · ${words.notYours}`} · {words.updated} <Moment at={connection.updatedAt} />
        </p>
        {connection.statusText && (
          <p className={clsx("text-xs", waits ? "text-human-text" : "text-soft")}>{connection.statusText}</p>
        )}
      </div>
      <Badge tone={waits ? "human" : "good"} icon={waits ? User : CircleCheck}>
        {words.statuses[status]}
      </Badge>
      {changeable && (
        <div className="flex flex-wrap gap-2">
          {oauth && (
            <Button look={waits ? "human" : "quiet"} busy={signIn.isPending} onClick={() => signIn.mutate()}>
              {words.reconnect}
            </Button>
          )}
          {!oauth && (
            <Button look={waits ? "human" : "quiet"} onClick={() => setAsking("renew")}>
              {words.renew}
            </Button>
          )}
          <Button busy={test.isPending} aria-label={words.testing(name)} onClick={() => test.mutate()}>
            {words.test}
          </Button>
          {mayShare && <Button onClick={() => setAsking("share")}>{words.share}</Button>}
          <Button look="danger" aria-label={words.removeNamed(name)} onClick={() => setAsking("remove")}>
            {words.remove}
          </Button>
        </div>
      )}
      {asking === "renew" && <RenewConnection connection={connection} onClose={() => setAsking(undefined)} />}
      {asking === "share" && <ShareDialog connection={connection} onClose={() => setAsking(undefined)} />}
      {asking === "remove" && <RemoveConnection connection={connection} onClose={() => setAsking(undefined)} />}
    </li>
  );
}

function inWords(grant: string): string {
  const [kind, who] = grant.split(":", 2);
  if (kind === "workspace") return text.connections.everyTask;
  if (kind === "role") return text.settings.roles[who as keyof typeof text.settings.roles] ?? grant;
  return who ?? grant;
}
