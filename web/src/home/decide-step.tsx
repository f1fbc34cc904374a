import { useQuery, useQueryClient } from "@tanstack/react-query";
import { inboxCountQuery } from "../interactions/queries.ts";
import { Request } from "../interactions/request.tsx";
import { text } from "../text.ts";
import { HOME } from "./queries.ts";

const words = text.home.steps;

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
  if (decided) return <p className="text-soft">{words.decided}</p>;
  const mine = open?.filter((request) => request.mine);
  const request = mine?.find(({ task }) => task.id === preferTask) ?? mine?.[0];
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
        open && <p>{words.decideNone}</p>
      )}
    </>
  );
}
