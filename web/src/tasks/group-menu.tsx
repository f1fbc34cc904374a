import { useNavigate } from "@tanstack/react-router";
import { Group } from "lucide-react";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Menu, MenuChoice } from "../ui/menu.tsx";
import { GROUPINGS, readTaskSearch, type TaskSearch } from "./search.ts";

/** What the list is put in groups by; the address keeps it. */
export function GroupMenu({ search }: { search: TaskSearch }) {
  const navigate = useNavigate({ from: "/tasks" });
  const { groups } = text.taskList;
  return (
    <Menu
      align="start"
      trigger={
        <Button>
          <Group size={14} aria-hidden />
          {search.group === undefined ? groups.label : groups.by[search.group]}
        </Button>
      }
    >
      <MenuChoice<string>
        label={groups.label}
        value={search.group ?? ""}
        options={[{ value: "", label: groups.none }, ...GROUPINGS.map((by) => ({ value: by, label: groups.by[by] }))]}
        onChange={(value) => {
          const { group } = readTaskSearch({ group: value });
          void navigate({ search: (before) => ({ ...before, group }) });
        }}
      />
    </Menu>
  );
}
