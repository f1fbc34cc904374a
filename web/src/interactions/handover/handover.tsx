import type { Interaction } from "@taskwright/api/interaction.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { toolsQuery } from "../../definitions/queries.ts";
import type { Changes } from "../../live/changes.ts";
import { useChanges } from "../../live/live.tsx";
import { renew } from "../../live/renew.ts";
import { text } from "../../text.ts";
import { Button } from "../../ui/button.tsx";
import { detailsQuery } from "../queries.ts";
import { CallForm } from "./call-form.tsx";
import { MadeCall } from "./made-call.tsx";

/** With more than these one searches among them. */
const SEARCHED = 12;

/** The agent's tools in a person's hands: a button each, a form of its arguments, and what the calls gave. */
export function Handover({ request }: { request: Interaction }) {
  const details = useQuery(detailsQuery(request.id));
  const known = useQuery(toolsQuery).data ?? [];
  const [chosen, setChosen] = useState<string>();
  const [words, setWords] = useState("");
  useCallChanges(request);
  if (!details.data || (details.data.tools.length === 0 && details.data.calls.length === 0)) return null;
  const { tools, calls } = details.data;
  const offered = known.filter(({ name, confirmed }) => confirmed && tools.includes(name));
  const found = offered.filter(({ name, title }) =>
    `${name} ${title}`.toLowerCase().includes(words.trim().toLowerCase()),
  );
  const tool = offered.find(({ name }) => name === chosen);
  const mayCall = request.status === "open" && request.mine;
  return (
    <section aria-label={text.inbox.handover.tools} className="flex flex-col gap-3">
      {mayCall && offered.length > 0 && (
        <>
          <div className="flex flex-wrap items-center justify-between gap-2">
            <h3 className="font-medium">{text.inbox.handover.tools}</h3>
            {offered.length > SEARCHED && (
              <input
                type="search"
                aria-label={text.inbox.handover.search}
                placeholder={text.inbox.handover.search}
                value={words}
                onChange={(event) => setWords(event.target.value)}
                className="control max-w-60"
              />
            )}
          </div>
          <ul className="flex max-h-44 flex-wrap gap-2 overflow-y-auto p-0.5">
            {found.map(({ name, title, description }) => (
              <li key={name}>
                <Button
                  aria-pressed={name === chosen}
                  look={name === chosen ? "plain" : "quiet"}
                  title={`${name}: ${description}`}
                  onClick={() => setChosen(name === chosen ? undefined : name)}
                >
                  {title}
                </Button>
              </li>
            ))}
          </ul>
          {tool && <CallForm key={tool.name} request={request} tool={tool} onCalled={() => setChosen(undefined)} />}
        </>
      )}
      {calls.length > 0 && (
        <ul aria-label={text.inbox.handover.calls} className="flex flex-col gap-2">
          {calls.map((call) => (
            <MadeCall key={call.path} call={call} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** A call is a step of the task: its answer comes with the task's events. */
function useCallChanges({ id, task }: Interaction): void {
  const client = useQueryClient();
  useChanges(
    useCallback(
      (changes: Changes) => {
        if (changes.tasks.has(task.id)) renew(client, { queryKey: detailsQuery(id).queryKey });
      },
      [client, id, task.id],
    ),
  );
}
