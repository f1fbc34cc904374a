import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useMay } from "../access/session.ts";
import { useNounChanges } from "../live/use-noun-changes.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Empty, Failed, Notice, SkeletonRows } from "../ui/states.tsx";
import { AddConnection } from "./add-connection.tsx";
import { ConnectionRow } from "./connection-row.tsx";
import { connectionsQuery } from "./queries.ts";

export function Connections() {
  const { app } = useSearch({ from: "/shell/apps" });
  const connections = useQuery(connectionsQuery);
  const navigate = useNavigate({ from: "/apps" });
  const mayWrite = useMay("connection.write");
  // an address that names an app comes from that app: "Add a connection"
  const [adding, setAdding] = useState(app !== undefined);
  useNounChanges("connection", connectionsQuery.queryKey);
  if (connections.isPending) return <SkeletonRows />;
  if (connections.isError) return <Failed error={connections.error} onRetry={() => void connections.refetch()} />;
  const words = text.connections;
  const waiting = connections.data.filter(({ status, changeable }) => status !== "ready" && changeable).length;
  const add = mayWrite && (
    <Button look="plain" onClick={() => setAdding(true)}>
      <Plus size={14} aria-hidden />
      {words.add}
    </Button>
  );
  return (
    <div className="flex flex-col gap-4 p-4">
      {connections.data.length === 0 ? (
        <Empty icon={<KeyRound size={24} />} title={words.emptyTitle}>
          <p>{words.empty}</p>
          {add}
        </Empty>
      ) : (
        <>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="max-w-2xl text-soft">{words.about}</p>
            {add}
          </div>
          {waiting > 0 && <Notice tone="human">{words.waiting(waiting)}</Notice>}
          <ul aria-label={words.list} className="overflow-hidden rounded-lg border border-line">
            {connections.data.map((connection) => (
              <ConnectionRow key={connection.id} connection={connection} />
            ))}
          </ul>
        </>
      )}
      {adding && mayWrite && (
        <AddConnection
          app={app}
          onClose={() => {
            setAdding(false);
            void navigate({ search: { tab: "connections" }, replace: true });
          }}
        />
      )}
    </div>
  );
}
