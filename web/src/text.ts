import { en } from "./text/en.ts";

/** Everything a person reads on the page. English is the measure; another language has all of it too. */
export type Text = typeof en;

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

const KEPT = "taskwright.language";

/** In the reader's language from the moment that `loadText` has answered; main waits for it. */
export let text: Text = en;
export let language: Language = "en";

/** What the reader chose on this device, else what their browser asks for, else English. */
export async function loadText(): Promise<void> {
  language = chosen() ?? asked() ?? "en";
  document.documentElement.lang = language;
  if (language === "de") ({ de: text } = await import("./text/de.ts"));
}

/** Kept on this device. The page begins anew: texts are read in many places, also once and for all. */
export function chooseLanguage(next: Language): void {
  localStorage.setItem(KEPT, next);
  location.reload();
}

function chosen(): Language | undefined {
  const kept = localStorage.getItem(KEPT);
  return kept !== null && kept in LANGUAGES ? (kept as Language) : undefined;
}

/** The first of the browser's languages that we have counts: "fr, de, en" reads German. */
function asked(): Language | undefined {
  return navigator.languages.map((name) => name.slice(0, 2)).find((name): name is Language => name in LANGUAGES);
}
