interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  timeStamp: number;
}

/** "g", then within a second "i". */
const SEQUENCE_MS = 1_000;

/** Finds what was meant by a key press; remembers the first key of a sequence until the second comes. */
export function keyMatcher(mac: boolean) {
  let first: { key: string; at: number } | undefined;

  return function match<Key extends { keys: string | string[] }>(
    event: Pressed,
    keys: Key[],
    typing: boolean,
  ): Key | undefined {
    // keys of a sequence are parted by spaces, so the space bar goes by its name
    const key = event.key === " " ? "Space" : event.key;
    const before = first && event.timeStamp - first.at < SEQUENCE_MS ? first.key : undefined;
    first = undefined;
    const mod = mac ? event.metaKey : event.ctrlKey;
    if (mod) {
      const chord = `mod+${event.shiftKey ? "shift+" : ""}${event.key.toLowerCase()}`;
      return keys.find((one) => ways(one).some((way) => way.toLowerCase() === chord));
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (before !== undefined) {
      const second = keys.find((one) => ways(one).includes(`${before} ${key}`));
      if (second) return second;
    }
    const single = keys.find((one) => ways(one).includes(key));
    if (single) return single;
    if (keys.some((one) => ways(one).some((way) => way.startsWith(`${key} `)))) first = { key, at: event.timeStamp };
    return undefined;
  };
}

function ways({ keys }: { keys: string | string[] }): string[] {
  return [keys].flat();
}
