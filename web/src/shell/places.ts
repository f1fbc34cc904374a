import { Blocks, Bot, FileText, Files, House, Inbox, ListChecks, Mail, Settings, type LucideIcon } from "lucide-react";
import { text } from "../text.ts";

export type Place =
  | "/"
  | "/inbox"
  | "/tasks"
  | "/definitions"
  | "/agents"
  | "/apps"
  | "/files"
  | "/outbox"
  | "/settings";

export interface NavigationPlace {
  to: Place;
  icon: LucideIcon;
  label: string;
  /** after "g" */
  key: string;
}

/** Where one can go, in the order of the rail. On a phone the first four are at hand, the rest under "More". */
export const PLACES: NavigationPlace[] = [
  { to: "/", icon: House, label: text.nav.home, key: "h" },
  { to: "/inbox", icon: Inbox, label: text.nav.inbox, key: "i" },
  { to: "/tasks", icon: ListChecks, label: text.nav.tasks, key: "t" },
  { to: "/definitions", icon: FileText, label: text.nav.definitions, key: "d" },
  { to: "/agents", icon: Bot, label: text.nav.agents, key: "a" },
  { to: "/apps", icon: Blocks, label: text.nav.apps, key: "p" },
  { to: "/files", icon: Files, label: text.nav.files, key: "f" },
  { to: "/outbox", icon: Mail, label: text.nav.outbox, key: "o" },
  { to: "/settings", icon: Settings, label: text.nav.settings, key: "s" },
];
