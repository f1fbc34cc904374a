/**
 * How well words fit what is looked for; 0: not at all. Every word looked for must begin a word or stand
 * in one; beginnings count more, the first word's most. Accents and case do not matter.
 */
export function fit(query: string, words: string): number {
  const wanted = plain(query).split(/\s+/).filter(Boolean);
  const text = plain(words);
  const parts = text.split(/[\s/·:,.()-]+/).filter(Boolean);
  let score = 1;
  for (const word of wanted) {
    const index = parts.findIndex((part) => part.startsWith(word));
    if (index === 0) score += 3;
    else if (index > 0) score += 2;
    else if (text.includes(word)) score += 1;
    else return 0;
  }
  return score;
}

/** "#12", "12", "task 12" name a task. */
export function taskNumber(query: string): number | undefined {
  const digits = /^(?:#|\p{L}+\s+#?)?(\d{1,15})$/u.exec(query.trim())?.[1];
  return digits === undefined || Number(digits) === 0 ? undefined : Number(digits);
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
