import { bytes, number } from "../../format/number.ts";

export const json = {
  copy: (label: string) => `Copy ${label}`,
  copyValue: "Copy this value",
  copyPath: "Copy its path",
  more: (count: number) => `${number(count)} more`,
  moreCharacters: (count: number) => `${number(count)} more characters`,
  search: (label: string) => `Search in ${label}`,
  searchHint: "Search",
  hit: (at: number, of: number, more: boolean) => `${number(at)} of ${number(of)}${more ? "+" : ""}`,
  nothing: "not found",
  previous: "Previous hit",
  next: "Next hit",
  shapes: { label: "Show as", table: "Table", text: "Text", json: "JSON" },
  rows: (count: number) => `${number(count)} rows`,
  long: (size: number) => `This is ${bytes(size)} long. It begins like this:`,
  loadAll: (size: number) => `Load all ${bytes(size)}`,
  download: "Download",
};
