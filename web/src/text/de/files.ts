import type { files as English } from "../en/files.ts";

export const files: typeof English = {
  title: "Dateien",
  upload: "Hochladen",
  uploading: (name: string, percent: number) => `${name}: ${percent} %`,
  uploaded: (name: string) => `${name} ist gespeichert.`,
  emptyTitle: "Noch keine Dateien",
  empty: "Hier liegen hochgeladene Dateien und solche, die Aufgaben schreiben.",
  dropHint: "Dateien irgendwo hierher ziehen oder auf „Hochladen“ drücken.",
  columns: { name: "Name", size: "Größe", by: "Von", changed: "Geändert" },
  prefix: "Ordner",
  prefixHint: "Pfade, die so beginnen",
  unnamed: (id: number) => `Datei ${id}`,
  remove: (name: string) => `${name} entfernen`,
  removeTitle: (name: string) => `${name} entfernen?`,
  removeText: "Sie verschwindet aus der Ablage. Aufgaben, die sie benutzt haben, behalten ihre Kopie.",
  removed: (name: string) => `${name} ist entfernt.`,
  ofTask: (id: number) => `Aufgabe #${id}`,
};
