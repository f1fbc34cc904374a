import { useQuery } from "@tanstack/react-query";
import { useSession } from "../access/session.ts";
import { text } from "../text.ts";
import { decidersQuery } from "./queries.ts";

const NAMED = 4;

/** Who else may decide, by name; owners only where nobody else was asked. */
export function Others({ id }: { id: number }) {
  const me = useSession()?.actor;
  const people = useQuery(decidersQuery(id)).data?.filter((person) => !(me?.type === "user" && person.id === me.id));
  if (!people) return null;
  const asked = people.filter((person) => person.asked);
  const shown = asked.length > 0 ? asked : people;
  if (shown.length === 0) return <span className="text-faint">{text.inbox.nobodyElse}</span>;
  return (
    <span className="text-faint" title={people.map(({ name }) => name).join(", ")}>
      {text.inbox.others(
        shown.slice(0, NAMED).map(({ name }) => name),
        Math.max(0, shown.length - NAMED),
      )}
    </span>
  );
}
