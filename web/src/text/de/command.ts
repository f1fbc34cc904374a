import type { command as English } from "../en/command.ts";

export const command: typeof English = {
  label: "Suchen oder etwas tun",
  placeholder: "Suchen oder tun …",
  approvePlaceholder: "Eingabetaste gibt frei",
  recent: "Zuletzt",
  waiting: "Wartet auf eine Entscheidung",
  go: "Gehe zu",
  commands: "Tun",
  more: "Weiteres",
  decision: "Entscheidung",
  choose: "wählen",
  doIt: "ausführen",
  back: "zurück",
  run: (name: string) => `Starten: ${name}`,
  open: (name: string) => `Öffnen: ${name}`,
  decide: (title: string) => `Entscheiden: ${title}`,
  approve: (title: string) => `Freigeben: ${title}`,
  openInInbox: "Im Eingang ansehen",
  design: "Gestaltungssystem ansehen",
  nothing: (query: string) => `Nichts gefunden zu „${query}“.`,
};
