import { text } from "../../text.ts";

/** Characters as they are. */
export function Plain({ words, name }: { words: string; name: string }) {
  if (words === "") return <p className="text-faint">{text.preview.empty}</p>;
  return (
    <pre
      role="group"
      aria-label={name}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
      tabIndex={0}
      className="max-h-[60dvh] overflow-auto rounded-md border border-line bg-page p-3 font-mono text-xs whitespace-pre-wrap"
    >
      {words}
    </pre>
  );
}
