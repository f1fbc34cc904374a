import { Clock } from "lucide-react";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { Moment, useNow } from "../ui/moment.tsx";

/** Until when it is to be decided; red from the moment it is too late. */
export function Due({ at }: { at: string }) {
  const late = Date.parse(at) < useNow(5_000);
  return (
    <span className={clsx("inline-flex items-center gap-1", late ? "font-medium text-bad" : "text-human-text")}>
      <Clock size={12} aria-hidden />
      <span>
        {late ? text.inbox.overdue("") : text.inbox.due("")}
        <Moment at={at} />
      </span>
    </span>
  );
}
