import type { Session } from "@taskwright/api/access.ts";
import { Link } from "@tanstack/react-router";
import { LogOut, Monitor, Moon, Settings, Sun } from "lucide-react";
import { signOut } from "../access/session.ts";
import { chooseLanguage, language, type Language, LANGUAGES } from "../language.ts";
import { text } from "../text.ts";
import { Menu, MenuChoice, MenuItem, MenuLine, MenuLink, MenuNote } from "../ui/menu.tsx";
import { setTheme, THEMES, useTheme, type Theme } from "../ui/theme.ts";
import { toastProblem } from "../ui/toast.tsx";

/** Who one is, and how one likes the page. */
export function AccountMenu({ session }: { session: Session }) {
  const { name } = session.actor;
  return (
    <Menu
      trigger={
        <button
          type="button"
          title={name}
          className="flex size-8 shrink-0 items-center justify-center rounded-full border border-line bg-raised text-xs font-semibold"
        >
          <span aria-hidden>{initials(name)}</span>
          <span className="sr-only">{text.top.account(name)}</span>
        </button>
      }
    >
      <MenuNote>
        <span className="block max-w-60 truncate text-sm font-medium text-ink">{name}</span>
        {text.settings.roles[session.role]}
      </MenuNote>
      <MenuLine />
      <ThemeChoice />
      <MenuLine />
      <LanguageChoice />
      <MenuLine />
      <MenuLink>
        <Link to="/settings" search={{ tab: "you" }}>
          <Settings size={14} aria-hidden className="text-faint" /> {text.nav.settings}
        </Link>
      </MenuLink>
      <MenuItem onSelect={() => void signOut().catch(toastProblem)}>
        <LogOut size={14} aria-hidden className="text-faint" /> {text.top.signOut}
      </MenuItem>
    </Menu>
  );
}

export const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon };

function ThemeChoice() {
  const theme = useTheme();
  return (
    <MenuChoice<Theme>
      label={text.top.theme}
      value={theme}
      onChange={setTheme}
      options={THEMES.map((value) => {
        const Icon = THEME_ICONS[value];
        return {
          value,
          label: (
            <>
              <Icon size={14} aria-hidden className="text-faint" /> {text.top.themes[value]}
            </>
          ),
        };
      })}
    />
  );
}

function LanguageChoice() {
  return (
    <MenuChoice<Language>
      label={text.top.language}
      value={language}
      onChange={chooseLanguage}
      options={Object.entries(LANGUAGES).map(([value, name]) => ({
        value: value as Language,
        label: <span lang={value}>{name}</span>,
      }))}
    />
  );
}

function initials(name: string): string {
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => Array.from(part)[0] ?? "")
    .join("")
    .toUpperCase();
}
