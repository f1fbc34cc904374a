import type { Text } from "../../text.ts";

export const newTask: Text["newTask"] = {
  title: "Neue Aufgabe",
  choose: "Was soll getan werden?",
  find: "Definition suchen",
  start: "Aufgabe starten",
  started: (id) => `Aufgabe #${id} gestartet`,
  more: "Weitere Einstellungen",
  priority: "Priorität",
  priorityHint: "Höhere laufen zuerst; ohne Angabe 0",
  agent: "Agent",
  agentDefault: "Der Agent der Definition",
  name: "Titel",
  nameHint: "Wird sonst aus der Definition gebildet",
  startAt: "Nicht vor",
  another: "Andere wählen",
  emptyTitle: "Noch keine Definitionen",
  empty: "Zuerst braucht es eine: Sie sagt Schritt für Schritt, was getan wird.",
};
