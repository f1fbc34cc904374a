export interface XmlElement {
  name: string;
  attributes: [name: string, value: string][];
  /** its own text, that of its elements apart */
  text: string;
  children: XmlElement[];
}

/** Deeper ones are nobody's document. */
const DEEPEST = 500;

/**
 * XML as a tree for reading; null when it is not well-formed. By hand, because a browser's own parser writes a
 * broken document's error as a page with inline styles, and knows entities that a stranger may have defined.
 */
export function readXml(source: string): XmlElement | null {
  const root: XmlElement = { name: "", attributes: [], text: "", children: [] };
  const open = [root];
  let at = 0;
  for (const match of source.matchAll(MARKUP)) {
    const words = source.slice(at, match.index);
    at = match.index + match[0].length;
    const current = open.at(-1)!;
    if (open.length === 1 && words.replace(/^\ufeff/, "").trim() !== "") return null;
    current.text += decode(words);
    const { cdata, close, name, attributes, single } = match.groups!;
    if (cdata !== undefined) current.text += cdata;
    else if (close !== undefined) {
      if (open.length === 1 || current.name !== close) return null;
      open.pop();
    } else if (name !== undefined) {
      if (open.length > DEEPEST) return null;
      const element: XmlElement = { name, attributes: readAttributes(attributes ?? ""), text: "", children: [] };
      current.children.push(element);
      if (!single) open.push(element);
    }
  }
  const rest = source.slice(at);
  if (open.length !== 1 || root.children.length !== 1 || rest.trim() !== "" || source.includes("\0")) return null;
  return root.children[0]!;
}

/** Comments, instructions and a document type are passed over; the others have names. */
const MARKUP =
  /<!--[^]*?-->|<!\[CDATA\[(?<cdata>[^]*?)\]\]>|<\?[^]*?\?>|<!DOCTYPE(?:[^[>]|\[[^\]]*\])*>|<\/(?<close>[^\s<>/]+)\s*>|<(?<name>[^\s<>/!?]+)(?<attributes>(?:\s+[^\s=<>/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<single>\/)?>/g;

function readAttributes(source: string): [string, string][] {
  return [...source.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, name, double, single]) => [
    name!,
    decode(double ?? single ?? ""),
  ]);
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** The five that XML has, and numbers; any other stays as it is written. */
function decode(words: string): string {
  return words.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|\w+);/gi, (whole, entity: string) => {
    if (!entity.startsWith("#")) return ENTITIES[entity] ?? whole;
    const code = /^#x/i.test(entity) ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
