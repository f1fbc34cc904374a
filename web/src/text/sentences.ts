import type { Sentence, Sentences } from "@taskwright/api/sentence.ts";
import { sentences } from "../text.ts";

/** The server's sentences in one language. English ones stand beside the code already. */
export type SentenceWords = { [Code in keyof Sentences]: (parts: Sentences[Code]) => string };

/** In the reader's language where it has this sentence, else as the server wrote it. */
export function inWords(said: Sentence | undefined | null, english: string): string {
  if (!said || !Object.hasOwn(sentences, said.code)) return english;
  const words = sentences[said.code as keyof Sentences] as (parts: Sentence["parts"]) => string;
  return words(said.parts);
}
