import type { CheckedDefinition } from "@taskwright/api/definition.ts";
import { useEffect, useState } from "react";
import { checkDefinition } from "./queries.ts";

const CHECK_AFTER_MS = 350;

export interface Checked {
  /** what the server last said, perhaps of a text a moment ago */
  result: CheckedDefinition | undefined;
  checking: boolean;
  /** what a refused save found */
  refuse(result: CheckedDefinition): void;
}

/** The server's opinion of a text, asked for whenever the typing pauses. */
export function useChecked(text: string): Checked {
  const [answer, setAnswer] = useState<{ text: string; result: CheckedDefinition | undefined }>();
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(() => {
      checkDefinition(text).then(
        (result) => !isOver && setAnswer({ text, result }),
        // the connection's banner says why; the next change asks again
        () => undefined,
      );
    }, CHECK_AFTER_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [text]);
  return { result: answer?.result, checking: answer?.text !== text, refuse: (result) => setAnswer({ text, result }) };
}
