import type { SentenceWords } from "../sentences.ts";
import { changes } from "./changes.ts";
import { fields } from "./fields.ts";
import { reasons } from "./reasons.ts";
import { refusals } from "./refusals.ts";

/** All of the server's sentences: the compiler misses none. */
export const sentences: SentenceWords = { ...reasons, ...changes, ...refusals, ...fields };
