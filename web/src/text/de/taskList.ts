import type { TaskSort } from "@taskwright/api/task.ts";
import type { Text } from "../../text.ts";
import { number } from "../../format/number.ts";

export const taskList: Text["taskList"] = {
  columns: {
    task: "Aufgabe",
    status: "Status",
    progress: "Fortschritt",
    waitsFor: "Wartet auf",
    definition: "Definition",
    agent: "Agent",
    kind: "Gestartet",
    startedBy: "Gestartet von",
    duration: "Dauer",
    priority: "Priorität",
    since: "Status seit",
    age: "Alter",
  },
  chooseColumns: "Spalten",
  columnsReset: "Wie zu Anfang",
  moveUp: (column) => `${column} nach links`,
  moveDown: (column) => `${column} nach rechts`,
  search: "Aufgaben suchen",
  searchHint: "Nummer oder Wörter des Titels",
  filter: "Filter",
  filterTitle: "Nur Aufgaben zeigen …",
  definition: "Definition",
  agent: "Agent",
  kind: "Gestartet",
  waitingFor: "Wartet auf",
  me: "mich",
  people: "jemanden",
  from: "Angelegt ab",
  to: "bis",
  any: "beliebig",
  sort: "Sortieren nach",
  sorts: { createdAt: "Alter", statusSince: "Status seit", duration: "Dauer", priority: "Priorität" } satisfies Record<
    TaskSort,
    string
  >,
  descending: "größte zuerst",
  ascending: "kleinste zuerst",
  newestFirst: "neueste zuerst",
  oldestFirst: "älteste zuerst",
  chip: (what, value) => `${what}: ${value}`,
  removeChip: (chip) => `${chip} entfernen`,
  created: (from, to) =>
    from && to
      ? from === to
        ? `angelegt am ${from}`
        : `angelegt ${from} – ${to}`
      : from
        ? `angelegt ab ${from}`
        : `angelegt bis ${to}`,
  sortedBy: (what, order) => `nach ${what}, ${order}`,
  clear: "Alles aufheben",
  manyOf: (count) => `${number(count)}+`,
  fresh: (count) => `${number(count)} neu`,
  freshLabel: "Neue Aufgaben zeigen",
  gone: (count) =>
    count === 1
      ? "1 Zeile passt nicht mehr. Liste im jetzigen Stand zeigen"
      : `${number(count)} Zeilen passen nicht mehr. Liste im jetzigen Stand zeigen`,
  goneRow: "passt nicht mehr zum Filter",
  total: (count, most) => `${number(count)}${most ? "+" : ""} ${count === 1 ? "Aufgabe" : "Aufgaben"}`,
  selectAll: "Alle geladenen in Sicht auswählen",
  selected: (count) => `${number(count)} ausgewählt`,
  selectMatching: (n, first) =>
    first ? `Die ersten ${number(n)} passenden auswählen` : `Alle ${number(n)} passenden auswählen`,
  readingMatching: (n) => `Gelesen: ${number(n)}`,
  selectedActions: "Mit den ausgewählten Aufgaben",
  unselect: "Auswahl aufheben",
  bulk: {
    pause: { title: (n) => `${number(n)} Aufgaben anhalten`, done: (n) => `${number(n)} angehalten oder im Anhalten` },
    resume: { title: (n) => `${number(n)} Aufgaben fortsetzen`, done: (n) => `${number(n)} fortgesetzt` },
    retry: { title: (n) => `${number(n)} Aufgaben erneut versuchen`, done: (n) => `${number(n)} erneut versucht` },
    cancel: {
      title: (n) => `${number(n)} Aufgaben abbrechen?`,
      done: (n) => `${number(n)} abgebrochen oder im Abbruch`,
    },
  },
  cancelMany: (n) => `${number(n)} Aufgaben abbrechen`,
  bulkProgress: (done, all) => `${number(done)} von ${number(all)}`,
  stop: "Hier aufhören",
  notDone: (n) => `${number(n)} nicht ausgeführt`,
  leftOver: (n) => `${number(n)} kamen nicht mehr dran, weil vorher aufgehört wurde.`,
  keepRefused: "Diese ausgewählt lassen",
  keys: {
    next: "Nächste Zeile",
    previous: "Vorige Zeile",
    open: "Aufgabe öffnen",
    select: "Zeile auswählen",
    search: "Suchen",
    fresh: "Neue Aufgaben zeigen",
    unselect: "Auswahl aufheben",
  },
  groups: {
    label: "Gruppieren",
    none: "Nicht gruppiert",
    by: { definition: "Nach Definition", agent: "Nach Agent", status: "Nach Status", day: "Nach Tag" },
    open: (count) => `${number(count)} im Gang`,
    failed: (count) => `${number(count)} fehlgeschlagen`,
    list: "Liste",
    listOf: (group) => `Liste zu ${group}`,
    all: (count) => `Alle ${number(count)} als Liste`,
    more: (count) => `Nur die ersten ${number(count)} Gruppen: Ein Filter lässt weniger übrig.`,
    total: (count) => `${number(count)} ${count === 1 ? "Gruppe" : "Gruppen"}`,
  },
  views: {
    label: "Ansichten",
    name: "Name dieser Ansicht",
    save: "Speichern",
    about:
      "Behält Filter, Reihenfolge, Spalten und Gruppen dieser Liste unter einem Namen, nur für dieses Konto, in diesem Browser.",
    none: "Noch keine Ansichten.",
    remove: (name) => `Ansicht ${name} entfernen`,
    saved: (name) => `Ansicht „${name}“ gespeichert`,
  },
  noOne: "–",
  anyRole: (role) => `jemand mit Rolle ${role}`,
  waitsUntil: (when) => `bis ${when}`,
};
