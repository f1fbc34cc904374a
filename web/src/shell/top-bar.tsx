import { Link, useNavigate } from "@tanstack/react-router";
import { LogOut, Monitor, Moon, Plus, Sun } from "lucide-react";
import { signOut, useMay, useSession } from "../access/session.ts";
import { text } from "../text.ts";
import { IconButton } from "../ui/button.tsx";
import { Menu, MenuChoice, MenuItem, MenuLine, MenuLink, MenuNote } from "../ui/menu.tsx";
import { setTheme, useTheme, type Theme } from "../ui/theme.ts";
import { toastProblem } from "../ui/toast.tsx";
import { LiveMark } from "./connection-banner.tsx";

export function TopBar() {
  const session = useSession();
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line bg-page px-3">
      <Link to="/" className="flex min-w-0 items-center gap-2 rounded-md pr-2">
        <img src="/favicon.svg" alt="" width={22} height={22} />
        <span className="truncate font-semibold">{session?.workspace.name ?? text.product}</span>
      </Link>
      <LiveMark />
      <div className="flex-1" />
      <CreateMenu />
      <ThemeMenu />
      {session && <AccountMenu name={session.actor.name} role={text.settings.roles[session.role]} />}
    </header>
  );
}

function CreateMenu() {
  const navigate = useNavigate();
  const mayRun = useMay("task.create");
  const mayWrite = useMay("definition.write");
  if (!mayRun && !mayWrite) return null;
  return (
    <Menu
      trigger={
        <IconButton label={text.top.create} look="quiet">
          <Plus size={16} />
        </IconButton>
      }
    >
      {mayRun && <MenuItem onSelect={() => void navigate({ to: "/tasks/new" })}>{text.top.newTask}</MenuItem>}
      {mayWrite && (
        <MenuItem onSelect={() => void navigate({ to: "/definitions/new" })}>{text.top.newDefinition}</MenuItem>
      )}
    </Menu>
  );
}

const ICONS = { system: Monitor, light: Sun, dark: Moon };

function ThemeMenu() {
  const theme = useTheme();
  const Icon = ICONS[theme];
  return (
    <Menu
      trigger={
        <IconButton label={text.top.theme}>
          <Icon size={16} />
        </IconButton>
      }
    >
      <MenuChoice<Theme>
        label={text.top.theme}
        value={theme}
        onChange={setTheme}
        options={(["system", "light", "dark"] as const).map((value) => {
          const Each = ICONS[value];
          return {
            value,
            label: (
              <>
                <Each size={14} aria-hidden /> {text.top.themes[value]}
              </>
            ),
          };
        })}
      />
    </Menu>
  );
}

function AccountMenu({ name, role }: { name: string; role: string }) {
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => Array.from(part)[0] ?? "")
    .join("")
    .toUpperCase();
  return (
    <Menu
      trigger={
        <button
          type="button"
          title={name}
          className="flex size-8 items-center justify-center rounded-full border border-line bg-raised text-xs font-semibold"
        >
          <span aria-hidden>{initials}</span>
          <span className="sr-only">{text.top.account(name)}</span>
        </button>
      }
    >
      <MenuNote>
        {name} · {role}
      </MenuNote>
      <MenuLine />
      <MenuLink>
        <Link to="/settings">{text.nav.settings}</Link>
      </MenuLink>
      <MenuItem onSelect={() => void signOut().catch(toastProblem)}>
        <LogOut size={14} aria-hidden /> {text.top.signOut}
      </MenuItem>
    </Menu>
  );
}
