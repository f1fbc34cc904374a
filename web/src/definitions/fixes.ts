import type { DefinitionIssue } from "@taskwright/api/definition.ts";
import type { Change } from "./yaml/primitives.ts";

/** What the check says to write instead, put where the wrong word stands. Null where it says nothing. */
export function fixOf(
  issue: Pick<DefinitionIssue, "message">,
  marked: string,
  from: number,
): (Change & { word: string }) | null {
  const word = /Did you mean "([^"]+)"\?/.exec(issue.message)?.[1];
  if (word === undefined) return null;
  // the wrong word is quoted in the message too, unless the whole of what is marked is it
  const named = [...issue.message.matchAll(/"([^"]+)"/g)].map((match) => match[1]!);
  const wrong = named.find((name) => name !== word && marked.includes(name));
  if (wrong !== undefined) {
    const at = from + marked.indexOf(wrong);
    return { from: at, to: at + wrong.length, insert: word, word };
  }
  const bare = /^(["']?)([\w.*-]+)\1$/.exec(marked.trim());
  if (!bare) return null;
  const at = from + marked.indexOf(bare[2]!);
  return { from: at, to: at + bare[2]!.length, insert: word, word };
}
