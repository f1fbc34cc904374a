/**
 * The hosts of the web addresses in a text, with their ports. Only whole addresses count: a word with a dot
 * may be a file's name, and somebody's domain.
 */
export function hostsIn(text: string): string[] {
  return [...text.matchAll(/\bhttps?:\/\/[^\s/?#\\"'`<>(){}|]+/gi)].flatMap(([address]) => hostOf(address) ?? []);
}

/** Null: it is no address of the web. */
export function hostOf(address: string): string | null {
  const url = URL.parse(address);
  return url && (url.protocol === "https:" || url.protocol === "http:") ? url.host : null;
}
