import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { inboxCountQuery } from "../interactions/queries.ts";
import { Request } from "../interactions/request.tsx";
import { text } from "../text.ts";
import { HOME } from "./queries.ts";

const words = text.home.steps;

/** How long one's own task has to ask before another's request is shown in its place: not every definition asks. */
const OWN_FIRST_MS = 3_000;

/** A real request, decided on the spot. */
export function DecideStep({
  decided,
  preferTask,
  onDecided,
}: {
  decided: boolean;
  preferTask: number | undefined;
  onDecided(): void;
}) {
  const client = useQueryClient();
  const open = useQuery(inboxCountQuery).data?.items;
  const [others, setOthers] = useState(preferTask === undefined);
  useEffect(() => {
    const timer = setTimeout(() => setOthers(true), OWN_FIRST_MS);
    return () => clearTimeout(timer);
  }, [preferTask]);
  if (decided) return <p className="text-soft">{words.decided}</p>;
  const mine = open?.filter((request) => request.mine);
  const request = mine?.find(({ task }) => task.id === preferTask) ?? (others ? mine?.[0] : undefined);
  return (
    <>
      <p className="max-w-2xl text-soft">{words.decideText}</p>
      {request ? (
        <Request
          key={request.id}
          request={request}
          headingLevel={3}
          onDecided={() => {
            void client.invalidateQueries({ queryKey: HOME }).then(onDecided);
          }}
        />
      ) : (
        open && others && <p>{words.decideNone}</p>
      )}
    </>
  );
}
