import { readLanguage } from "./language.ts";
import { en } from "./text/en.ts";
import type { SentenceWords } from "./text/sentences.ts";

/** Everything a person reads on the page. English is the measure; another language has all of it too. */
export type Text = typeof en;

/** In the reader's language from the moment that `loadText` has answered; main waits for it. */
export let text: Text = en;
/** The server's sentences by their code; those that are missing are shown as it wrote them, in English. */
export let sentences: Partial<SentenceWords> = {};

export async function loadText(): Promise<void> {
  const language = readLanguage();
  document.documentElement.lang = language;
  if (language === "de") ({ de: text, sentences } = await import("./text/de.ts"));
}
