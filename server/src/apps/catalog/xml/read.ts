import { setImmediate as nextTurn } from "node:timers/promises";
import { SaxesParser, type SaxesTagNS } from "saxes";
import { ToolError } from "../../tool.ts";

/**
 * An XML document as plain data, made for being read by name:
 * - an element with only text is its text, trimmed; its attributes stand beside it as "Name@attribute";
 * - an element with elements is an object; its own attributes are in it as "@attribute", stray text as "#text";
 * - what repeats is a list, as is whatever `lists` names; "Name@attribute" is then a list of the same length;
 * - namespace prefixes and xmlns declarations are left out.
 * "@" and "#" cannot be in an XML name, so nothing collides.
 */
export type XmlObject = { [name: string]: XmlValue };
export type XmlValue = string | null | XmlObject | XmlValue[];

const MAX_DEPTH = 100;
const MAX_ELEMENTS = 500_000;
const MAX_ATTRIBUTES = 1_000;
/** Between two of these, others get their turn: a document of 20 MB takes a second. */
const SLICE = 256 * 1024;

export async function readXml(
  text: string,
  options: { lists?: string[]; signal?: AbortSignal } = {},
): Promise<XmlObject> {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const lists = new Set(options.lists);
  const document = new Element("");
  const open = [document];
  let elements = 0;

  const refuse = (code: string, message: string): never => {
    throw new ToolError(code, `Line ${parser.line}: ${message}`, {
      details: { line: parser.line, column: parser.column },
    });
  };
  parser.on("error", (error) => refuse("xml_malformed", `this is not well-formed XML: ${plain(error)}.`));
  // No document type, no entities of its own: nothing to expand a billion times, nothing to fetch.
  parser.on("doctype", () =>
    refuse("xml_doctype", "the document declares a document type (DTD). These are not read; remove the <!DOCTYPE …>."),
  );
  parser.on("opentag", (tag) => {
    if (++elements > MAX_ELEMENTS) refuse("xml_too_large", `the document has more than ${MAX_ELEMENTS} elements.`);
    if (open.length > MAX_DEPTH) refuse("xml_too_deep", `elements are nested more than ${MAX_DEPTH} deep.`);
    const element = new Element(tag.local);
    element.attributes = attributesOf(tag);
    if (element.attributes.size > MAX_ATTRIBUTES)
      refuse("xml_too_large", `an element has more than ${MAX_ATTRIBUTES} attributes.`);
    open.push(element);
  });
  const onText = (part: string) => void (open.at(-1)!.text += part);
  parser.on("text", onText);
  parser.on("cdata", onText);
  parser.on("closetag", () => {
    const element = open.pop()!;
    open.at(-1)!.add(element, lists);
  });

  for (let start = 0; start < text.length; start += SLICE) {
    parser.write(text.slice(start, start + SLICE));
    if (start > 0) await nextTurn();
    options.signal?.throwIfAborted();
  }
  parser.close();
  return document.object(lists);
}

/** What has been read of an element so far. */
class Element {
  readonly name: string;
  text = "";
  attributes: Map<string, string> = new Map();
  /** by name: the values, and the attributes of those that are text only */
  #children: Map<string, { values: XmlValue[]; attributes: (Map<string, string> | undefined)[] }> | undefined;

  constructor(name: string) {
    this.name = name;
  }

  add(child: Element, lists: Set<string>): void {
    this.#children ??= new Map();
    const same = this.#children.get(child.name) ?? { values: [], attributes: [] };
    this.#children.set(child.name, same);
    const simple = child.#children === undefined;
    same.values.push(simple ? child.text.trim() : child.object(lists));
    same.attributes.push(simple ? child.attributes : undefined);
  }

  object(lists: Set<string>): XmlObject {
    const entries: [string, XmlValue][] = [...this.attributes].map(([name, value]) => [`@${name}`, value]);
    for (const [name, { values, attributes }] of this.#children ?? []) {
      const single = values.length === 1 && !lists.has(name);
      entries.push([name, single ? values[0]! : values]);
      for (const attribute of new Set(attributes.flatMap((each) => [...(each?.keys() ?? [])]))) {
        const all = attributes.map((each) => each?.get(attribute) ?? null);
        entries.push([`${name}@${attribute}`, single ? all[0]! : all]);
      }
    }
    if (this.text.trim() !== "" && this.name !== "") entries.push(["#text", this.text.trim()]);
    // unlike an assignment, this makes even "__proto__" an ordinary property
    return Object.fromEntries(entries);
  }
}

function attributesOf(tag: SaxesTagNS): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const attribute of Object.values(tag.attributes)) {
    if (attribute.prefix !== "xmlns" && attribute.name !== "xmlns") attributes.set(attribute.local, attribute.value);
  }
  return attributes;
}

/** saxes begins its messages with the position. */
function plain(error: Error): string {
  return error.message.replace(/^\d+:\d+: /, "").replace(/\.$/, "");
}
