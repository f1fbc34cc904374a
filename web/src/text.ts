import { readLanguage } from "./language.ts";
import { en } from "./text/en.ts";

/** Everything a person reads on the page. English is the measure; another language has all of it too. */
export type Text = typeof en;

/** In the reader's language from the moment that `loadText` has answered; main waits for it. */
export let text: Text = en;

export async function loadText(): Promise<void> {
  const language = readLanguage();
  document.documentElement.lang = language;
  if (language === "de") ({ de: text } = await import("./text/de.ts"));
}
