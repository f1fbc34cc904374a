export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

const KEPT = "taskwright.language";

/** What the reader chose on this device, else what their browser asks for, else English. */
export let language: Language = "en";
/** For numbers and dates: the reader's own kind of that language, "en-GB" rather than "en". */
export let locale: string | undefined;

export function readLanguage(): Language {
  language = chosen() ?? asked() ?? "en";
  locale = localeOf(language, navigator.languages);
  return language;
}

/** Browsers also tell tags that Intl refuses, "en-US@posix" among them. */
export function localeOf(language: Language, asked: readonly string[]): string {
  return asked.find((name) => languageOf(name) === language && isTag(name)) ?? language;
}

function isTag(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length > 0;
  } catch {
    return false;
  }
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
  return navigator.languages.map(languageOf).find((name): name is Language => name in LANGUAGES);
}

function languageOf(name: string): string {
  return name.split("-")[0]!.toLowerCase();
}
