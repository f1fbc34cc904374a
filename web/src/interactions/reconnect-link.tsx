import type { Interaction } from "@taskwright/api/interaction.ts";
import { Link } from "@tanstack/react-router";
import { Unplug } from "lucide-react";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";

/** To where it is renewed what the task waits for: one of its connections, or its agent's model. */
export function ReconnectLink({ subject }: Pick<Interaction, "subject">) {
  const { connection } = (subject ?? {}) as { connection?: { name?: string } };
  const look = buttonClass("quiet", "lg");
  return (
    <p>
      {connection ? (
        <Link to="/apps" search={{ tab: "connections" }} className={look}>
          <Unplug size={14} aria-hidden />
          {text.inbox.toConnection(String(connection.name))}
        </Link>
      ) : (
        <Link to="/agents" search={{ tab: "models" }} className={look}>
          <Unplug size={14} aria-hidden />
          {text.inbox.toModels}
        </Link>
      )}
    </p>
  );
}
