import { number } from "../../format/number.ts";
import type { tasks as English } from "../en/tasks.ts";

export const tasks: typeof English = {
  title: "Aufgaben",
  columns: { task: "Aufgabe", status: "Status", progress: "Fortschritt", agent: "Agent", age: "Alter" },
  allStatuses: "Alle",
  definition: "Definition",
  clear: "Filter entfernen",
  emptyTitle: "Noch keine Aufgaben",
  empty: "Eine Aufgabe ist ein Lauf einer Definition. Definition wählen, ausfüllen, was sie braucht, und zusehen.",
  emptyFilteredTitle: "Keine Aufgabe passt",
  emptyFiltered: "Einen Filter wegnehmen oder nach etwas anderem suchen.",
  row: (title: string, id: number) => `${title}, Nummer ${id}`,
  statuses: {
    scheduled: "Geplant",
    queued: "Eingereiht",
    running: "Läuft",
    waiting: "Wartet",
    paused: "Angehalten",
    complete: "Erledigt",
    error: "Fehler",
    cancelled: "Abgebrochen",
  },
  kinds: {
    manual: "von Hand",
    scheduled: "nach Zeitplan",
    event: "durch ein Ereignis",
    api: "über die API",
    batch: "im Stapel",
    subtask: "durch eine andere Aufgabe",
  },
  version: (name: string, version: number) => `${name}, Version ${version}`,
  agent: "Agent",
  priority: "Priorität",
  controls: {
    pause: {
      label: "Anhalten",
      what: "Der laufende Schritt wird beendet; dann hält die Aufgabe an und behält ihren Platz.",
    },
    resume: { label: "Fortsetzen", what: "Die Aufgabe geht sofort dort weiter, wo sie angehalten hat." },
    retry: {
      label: "Erneut versuchen",
      what: "Die Aufgabe geht beim fehlgeschlagenen Schritt weiter. Erledigte Schritte werden nicht wiederholt.",
    },
    cancel: {
      label: "Abbrechen",
      what: "Die Aufgabe endet endgültig an der nächsten sicheren Stelle. Was sie außen schon bewirkt hat, bleibt; offene Fragen werden zurückgezogen.",
    },
  },
  cancelReason: "Warum? (bleibt im Protokoll)",
  cancelKeep: "Weiterlaufen lassen",
  andMore: (count: number) => `(und ${number(count)} weitere)`,
  atStep: (path: string) => `bei ${path}`,
};
