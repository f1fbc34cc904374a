import { useState, type ReactNode } from "react";
import { text } from "../text.ts";
import { Facts } from "../ui/facts.tsx";
import { JsonView } from "../ui/json-view-later.tsx";
import { Segmented } from "../ui/segmented.tsx";

/** What is at stake: as lines and tables to read, or to the letter as it is. */
export function Subject({ value, title = text.inbox.subject }: { value: unknown; title?: ReactNode }) {
  const [view, setView] = useState<"table" | "json">("table");
  return (
    <section aria-label={text.inbox.subject} className="rounded-lg border border-line bg-page p-4">
      {typeof value === "object" && (
        <div className="mb-3 flex items-center justify-between gap-2">
          <h3 className="min-w-0 text-xs text-faint">{title}</h3>
          <Segmented<"table" | "json">
            label={text.inbox.subjectView}
            value={view}
            onChange={setView}
            options={[
              { value: "table", label: text.inbox.asTable },
              { value: "json", label: text.inbox.asJson },
            ]}
          />
        </div>
      )}
      {view === "table" ? (
        <Facts value={value} label={text.inbox.subject} />
      ) : (
        <JsonView value={value} label={text.inbox.subject} />
      )}
    </section>
  );
}
