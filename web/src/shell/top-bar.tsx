import { Link, useNavigate } from "@tanstack/react-router";
import { Plus, Search } from "lucide-react";
import { useMay, useSession } from "../access/session.ts";
import { text } from "../text.ts";
import { IconButton } from "../ui/button.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { openCommandMenu } from "./command/open.ts";
import { LiveMark } from "./connection-banner.tsx";

export function TopBar() {
  const session = useSession();
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line bg-page px-3">
      <div className="flex min-w-0 flex-1 items-center gap-2">
        <Link to="/" className="flex min-w-0 items-center gap-2 rounded-md pr-1">
          <img src="/favicon.svg" alt="" width={22} height={22} />
          <span className="truncate font-semibold">{session?.workspace.name ?? text.product}</span>
        </Link>
        <LiveMark />
      </div>
      <button
        type="button"
        title={text.command.label}
        onClick={openCommandMenu}
        className="flex min-h-8 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-faint hover:border-control max-md:w-8 max-md:justify-center max-md:border-transparent max-md:bg-transparent max-md:px-0 md:w-72"
      >
        <Search size={14} aria-hidden className="max-md:size-4" />
        <span className="flex-1 truncate text-left max-md:sr-only">{text.command.placeholder}</span>
        <span aria-hidden className="max-md:hidden">
          <Kbd keys="mod+k" />
        </span>
      </button>
      <div className="flex items-center justify-end gap-1 md:flex-1">
        <CreateMenu />
        {session && <AccountMenu session={session} />}
      </div>
    </header>
  );
}

function CreateMenu() {
  const navigate = useNavigate();
  const mayRun = useMay("task.create");
  const mayWrite = useMay("definition.write");
  const mayAgents = useMay("agent.write");
  if (!mayRun && !mayWrite) return null;
  return (
    <Menu
      trigger={
        <IconButton label={text.top.create} look="quiet">
          <Plus size={16} />
        </IconButton>
      }
    >
      {mayRun && (
        <MenuItem onSelect={() => void navigate({ to: "/tasks/new" })} keys="c">
          {text.top.newTask}
        </MenuItem>
      )}
      {mayWrite && (
        <MenuItem onSelect={() => void navigate({ to: "/definitions/new" })}>{text.top.newDefinition}</MenuItem>
      )}
      {mayAgents && (
        <MenuItem onSelect={() => void navigate({ to: "/agents/$id", params: { id: "new" } })}>
          {text.agents.new}
        </MenuItem>
      )}
    </Menu>
  );
}
