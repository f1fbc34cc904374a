/** More hits than one goes through by hand. */
export const MOST_HITS = 1_000;
/** How long it searches before it lets the page draw. */
const SLICE_MS = 8;

/**
 * The JSON pointers of all keys and values that hold the words, in the order in which they are shown. Works in slices,
 * so that 10 MB are searched without the page standing still.
 */
export async function searchJson(root: unknown, words: string, signal: AbortSignal): Promise<string[]> {
  const wanted = words.toLowerCase();
  const hits: string[] = [];
  if (wanted === "") return hits;
  let until = performance.now() + SLICE_MS;
  for (const pointer of matches(root, wanted)) {
    if (pointer !== null && hits.push(pointer) >= MOST_HITS) break;
    if (performance.now() < until) continue;
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) return hits;
    until = performance.now() + SLICE_MS;
  }
  return hits;
}

/** Gives null for each value that does not match, so that its caller may stop anywhere. */
function* matches(root: unknown, wanted: string): Generator<string | null> {
  const open: { pointer: string; key: string | null; value: unknown }[] = [{ pointer: "", key: null, value: root }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { pointer, key, value } = next;
    if (typeof value === "object" && value !== null) {
      yield key?.toLowerCase().includes(wanted) ? pointer : null;
      const members = Object.entries(value);
      const isList = Array.isArray(value);
      for (let index = members.length - 1; index >= 0; index--) {
        const [name, member] = members[index]!;
        open.push({ pointer: `${pointer}/${escapePart(name)}`, key: isList ? null : name, value: member });
      }
    } else {
      const hit = key?.toLowerCase().includes(wanted) || String(value).toLowerCase().includes(wanted);
      yield hit ? pointer : null;
    }
  }
}

/** JSON Pointer, RFC 6901. */
export function escapePart(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

export function pointerParts(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** As an expression of a definition writes it: lines[3].price, `odd key`. */
export function expressionPath(root: unknown, pointer: string): string {
  let path = "";
  let current = root as Record<string, unknown> | undefined;
  for (const part of pointerParts(pointer)) {
    if (Array.isArray(current)) path += `[${part}]`;
    else path += `${path === "" ? "" : "."}${/^[A-Za-z_]\w*$/.test(part) ? part : `\`${part}\``}`;
    current = current?.[part] as typeof current;
  }
  return path;
}

export function valueAt(root: unknown, pointer: string): unknown {
  return pointerParts(pointer).reduce((value, part) => (value as Record<string, unknown>)?.[part], root);
}
