/** The places of a text that one jumps to: its top-level keys, and what stands in lists under `id` or `title`. */
export function outlineOf(text: string): { label: string; line: number; depth: number }[] {
  const places: { label: string; line: number; depth: number }[] = [];
  text.split("\n").forEach((line, index) => {
    const top = /^([A-Za-z_]\w*):/.exec(line);
    if (top) places.push({ label: top[1]!, line: index + 1, depth: 0 });
    const step = /^(\s*)- (?:id|title): *["']?(.+?)["']?\s*$/.exec(line);
    if (step) places.push({ label: step[2]!, line: index + 1, depth: 1 + Math.floor(step[1]!.length / 4) });
  });
  return places.slice(0, 300);
}
