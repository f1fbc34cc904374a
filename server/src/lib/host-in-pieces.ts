import { hostOf } from "./addresses.ts";
import { bareHostOf } from "./bare-host.ts";

/** What an argument is called that holds a piece of a host, by its place in it. */
const PLACES = [
  /^sub([_-]?domains?)?$/i,
  /host|domain|server|site|zone|machine|address/i,
  /^(tld|top[_-]?level([_-]?domain)?|(domain[_-]?)?suffix)$/i,
];
/** What says that a name is put together at all: a site or a server may be anything. */
const TELLING = /host|domain|zone|tld|top[_-]?level/i;
const PORT = /^port$|[a-z_-]port$/i;
const LABELS = /^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*\.?$/u;
/** More than a tool takes: not worth to be looked at one by one. */
const MOST_PAIRS = 1_000;

/**
 * The hosts that arguments come to when they are put together, as whoever is called may do: {subdomain, domain,
 * tld, port}, "https://api.example" with ":8443/", "@evil.example" or "//evil.example" behind it, the labels of
 * a name in a list. `name` is what the list or object itself is called.
 */
export function hostsInPieces(pieces: readonly unknown[] | object, name: string): string[] {
  const entries = Array.isArray(pieces)
    ? pieces.map((value: unknown): [string, unknown] => [name, value])
    : Object.entries(pieces);
  const texts = entries.flatMap(([key, value]): [string, string][] =>
    typeof value === "string" || typeof value === "number" ? [[key, String(value).trim()]] : [],
  );
  if (texts.length < 2) return [];
  return [...continued(texts), ...(Array.isArray(pieces) ? listed(texts, name) : called(texts))];
}

/** A host or address, and what changes where it leads when it is written behind it. */
function continued(texts: [string, string][]): string[] {
  const starts = new Set(texts.flatMap(([key, text]) => (isOpenEnded(text) ? (hostIn(text, key) ?? []) : [])));
  const ends = [
    ...new Set(texts.map(([, text]) => text).filter((text) => /^(\.[\p{L}\p{N}]|@|:\d|[/\\]{2})/u.test(text))),
  ];
  if (starts.size * ends.length > MOST_PAIRS) return [[...starts][0]! + ends[0]!];
  return [...starts].flatMap((host) =>
    ends.flatMap((end) => URL.parse(/^[/\\]/.test(end) ? end : `https://${host}${end}`, `https://${host}`)?.host ?? []),
  );
}

/** What follows would still be a part of the host. */
function isOpenEnded(text: string): boolean {
  return !/[/?#\\]/.test(text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, ""));
}

/** Labels one by one, or an address that begins with its scheme alone. */
function listed(texts: [string, string][], name: string): string[] {
  const words = texts.map(([, text]) => text);
  const isAddress = /^(https?:)?\/\/$|^https?:$/i.test(words[0]!);
  const isName = PLACES.some((place) => place.test(name)) && words.every((word) => /^[\p{L}\p{N}_-]+$/u.test(word));
  const addresses = [
    ...(isAddress ? [words.join("").replace(/^(https?:)?(\/\/)?/i, "https://")] : []),
    ...(isName ? [`https://${words.join(".")}`] : []),
  ];
  return addresses.flatMap((address) => hostOf(address) ?? []);
}

/** By what they are called: in the order of a name. */
function called(texts: [string, string][]): string[] {
  const port = texts.find(([key, text]) => PORT.test(key) && /^\d{1,5}$/.test(text))?.[1];
  const placed = texts.flatMap(([key, text]) => {
    const place = PLACES.findIndex((each) => each.test(key));
    const host = hostIn(text, key) ?? text;
    if (place === -1 || !LABELS.test(host.replace(/:\d+$/, ""))) return [];
    return [{ key, place, host: host.replace(/\.$/, "") }];
  });
  const isTold = port !== undefined || placed.some(({ key }) => TELLING.test(key));
  if (!isTold || (placed.length < 2 && port === undefined)) return [];
  // Two whole hosts are two hosts, and each is one with the port.
  const whole = placed.filter(({ place, host }) => place === 1 && host.includes("."));
  const names =
    whole.length > 1
      ? whole.map(({ host }) => host)
      : [
          placed
            .toSorted((a, b) => a.place - b.place)
            .map(({ host }) => host)
            .join("."),
        ];
  return names.flatMap((each) => hostOf(withPort(each, port)) ?? []);
}

function withPort(host: string, port: string | undefined): string {
  const isUsual = port === undefined || port === "443" || port === "80" || /:\d+$/.test(host);
  return `https://${host}${isUsual ? "" : `:${port}`}`;
}

function hostIn(text: string, argument: string): string | null {
  return hostOf(text) ?? bareHostOf(text, argument);
}
