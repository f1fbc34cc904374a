import { isBroken, readYaml } from "./read.ts";
import { isSame } from "./value.ts";

/** The same definition with even indentation and spacing; null where the text cannot be read. */
export function formatYaml(text: string): string | null {
  const read = readYaml(text);
  if (isBroken(read)) return null;
  if (text.trimStart().startsWith("{")) return `${JSON.stringify(JSON.parse(JSON.stringify(read.value)), null, 2)}\n`;
  const formatted = read.document.toString({ lineWidth: 0, flowCollectionPadding: true });
  const again = readYaml(formatted);
  return !isBroken(again) && isSame(again.value, read.value) ? formatted : null;
}
