import { bytes, number } from "../../format/number.ts";
import type { json as English } from "../en/json.ts";

export const json: typeof English = {
  copy: (label: string) => `${label} kopieren`,
  copyValue: "Diesen Wert kopieren",
  copyPath: "Seinen Pfad kopieren",
  more: (count: number) => `${number(count)} weitere`,
  moreCharacters: (count: number) => `${number(count)} weitere Zeichen`,
  search: (label: string) => `In ${label} suchen`,
  searchHint: "Suchen",
  hit: (at: number, of: number, more: boolean) => `${number(at)} von ${number(of)}${more ? "+" : ""}`,
  nothing: "nichts gefunden",
  previous: "Voriger Treffer",
  next: "Nächster Treffer",
  shapes: { label: "Zeigen als", table: "Tabelle", text: "Text", json: "JSON" },
  rows: (count: number) => `${number(count)} Zeilen`,
  long: (size: number) => `Das ist ${bytes(size)} lang. So beginnt es:`,
  loadAll: (size: number) => `Alle ${bytes(size)} laden`,
  download: "Herunterladen",
};
