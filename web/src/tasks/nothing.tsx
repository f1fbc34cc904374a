import { Link } from "@tanstack/react-router";
import { ListChecks } from "lucide-react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { Empty } from "../ui/states.tsx";

/** A list without rows: nothing matches, or there is nothing yet. */
export function Nothing({ narrowed }: { narrowed: boolean }) {
  const mayCreate = useMay("task.create");
  return narrowed ? (
    <Empty icon={<ListChecks size={24} />} title={text.tasks.emptyFilteredTitle}>
      <p>{text.tasks.emptyFiltered}</p>
      <Link to="/tasks" className={buttonClass()}>
        {text.tasks.clear}
      </Link>
    </Empty>
  ) : (
    <Empty icon={<ListChecks size={24} />} title={text.tasks.emptyTitle}>
      <p>{text.tasks.empty}</p>
      {mayCreate && (
        <Link to="/tasks/new" className={buttonClass("plain")}>
          {text.top.newTask}
        </Link>
      )}
    </Empty>
  );
}
