import { useNavigate } from "@tanstack/react-router";
import {
  Cpu,
  Keyboard,
  KeyRound,
  Languages,
  LogOut,
  OctagonX,
  Plus,
  Send,
  SwatchBook,
  type LucideIcon,
} from "lucide-react";
import { signOut, useMay, useSession } from "../../access/session.ts";
import { chooseLanguage, type Language, LANGUAGES } from "../../language.ts";
import { text } from "../../text.ts";
import { setTheme, THEMES } from "../../ui/theme.ts";
import { toastProblem } from "../../ui/toast.tsx";
import { THEME_ICONS } from "../account-menu.tsx";
import { PLACES } from "../places.ts";
import { showKeys } from "../shell-keys.tsx";

/** What can be done from anywhere, whatever the workspace holds. */
export interface FixedCommand {
  id: string;
  label: string;
  /** further words that find it */
  words?: string;
  icon: LucideIcon;
  keys?: string;
  run(): void;
}

export function useFixedCommands(): { create: FixedCommand[]; go: FixedCommand[]; more: FixedCommand[] } {
  const navigate = useNavigate();
  const mayRun = useMay("task.create");
  const mayWrite = useMay("definition.write");
  const mayAgents = useMay("agent.write");
  const mayModels = useMay("model.write");
  const mayPeople = useMay("user.write");
  const mayKeys = useMay("key.write");
  const mayStops = useMay("stop.read");
  const mayApps = useMay("app.read");
  const mayConnections = useMay("connection.read");
  const mayAbout = useMay("system.read");
  const isUser = useSession()?.actor.type === "user";
  const words = text.command;
  const settings = (id: string, label: string): FixedCommand => ({
    id: `settings-${id}`,
    label: `${text.nav.settings}: ${label}`,
    icon: PLACES.at(-1)!.icon,
    run: () => void navigate({ to: "/settings", search: { tab: id } }),
  });
  return {
    create: [
      ...(mayRun
        ? [
            {
              id: "new-task",
              label: text.top.newTask,
              icon: Plus,
              keys: "c",
              run: () => void navigate({ to: "/tasks/new" }),
            },
          ]
        : []),
      ...(mayWrite
        ? [
            {
              id: "new-definition",
              label: text.top.newDefinition,
              icon: Plus,
              run: () => void navigate({ to: "/definitions/new" }),
            },
          ]
        : []),
      ...(mayAgents
        ? [
            {
              id: "new-agent",
              label: text.agents.new,
              icon: Plus,
              run: () => void navigate({ to: "/agents/$id", params: { id: "new" } }),
            },
          ]
        : []),
      ...(mayModels
        ? [
            {
              id: "connect-model",
              label: text.models.connect,
              icon: Plus,
              run: () => void navigate({ to: "/agents", search: { tab: "models", model: "new" } }),
            },
          ]
        : []),
    ],
    go: PLACES.map(({ to, label, icon, key }): FixedCommand => ({
      id: `go-${to}`,
      label,
      words: words.go,
      icon,
      keys: `g ${key}`,
      run: () => void navigate({ to }),
    })),
    more: [
      ...THEMES.map((theme): FixedCommand => ({
        id: `theme-${theme}`,
        label: `${text.top.theme}: ${text.top.themes[theme]}`,
        icon: THEME_ICONS[theme],
        run: () => setTheme(theme),
      })),
      ...Object.entries(LANGUAGES).map(([language, name]): FixedCommand => ({
        id: `language-${language}`,
        label: `${text.top.language}: ${name}`,
        words: "language sprache",
        icon: Languages,
        run: () => chooseLanguage(language as Language),
      })),
      {
        id: "models",
        label: `${text.agents.title}: ${text.models.title}`,
        icon: Cpu,
        run: () => void navigate({ to: "/agents", search: { tab: "models" } }),
      },
      ...(isUser ? [settings("you", text.settings.tabs.you)] : []),
      ...(mayPeople ? [settings("people", text.settings.tabs.people)] : []),
      ...(mayKeys ? [settings("keys", text.settings.tabs.keys)] : []),
      ...(mayStops
        ? [
            {
              id: "stops",
              label: text.stops.tab,
              words: text.stops.command,
              icon: OctagonX,
              run: () => void navigate({ to: "/settings", search: { tab: "stops" } }),
            },
          ]
        : []),
      ...(mayConnections
        ? [
            {
              id: "connections",
              label: text.apps.tabs.connections,
              words: text.connections.add,
              icon: KeyRound,
              run: () => void navigate({ to: "/apps", search: { tab: "connections" } }),
            },
          ]
        : []),
      ...(mayApps
        ? [
            {
              id: "external-actions",
              label: text.externalActions.tab,
              icon: Send,
              run: () => void navigate({ to: "/apps", search: { tab: "actions" } }),
            },
          ]
        : []),
      ...(mayAbout ? [settings("about", text.settings.tabs.about)] : []),
      { id: "keys", label: text.keys.help, icon: Keyboard, keys: "?", run: showKeys },
      { id: "design", label: words.design, icon: SwatchBook, run: () => void navigate({ to: "/design" }) },
      { id: "sign-out", label: text.top.signOut, icon: LogOut, run: () => void signOut().catch(toastProblem) },
    ],
  };
}
