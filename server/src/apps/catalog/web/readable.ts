import { Readability } from "@mozilla/readability";
import { parseHTML } from "linkedom";
import { ToolError } from "../../tool.ts";

export interface PageInput {
  source: string;
  html: boolean;
  url: string;
  limitCharacters: number;
  links: boolean;
}

export interface PageText {
  title: string | null;
  byline: string | null;
  text: string;
  cut: boolean;
  links: { text: string; url: string }[];
}

const MOST_LINKS = 200;
const MOST_ELEMENTS = 200_000;

/** What a person would read of the page. Its scripts are text to us and are dropped. */
export function work({ source, html, url, limitCharacters, links: wantsLinks }: PageInput): PageText {
  if (!html) return { title: null, byline: null, ...cutAt(source, limitCharacters), links: [] };
  const document = visible(source);
  const title = titleOf(source);
  const links = wantsLinks ? linksOf(document, url) : [];
  const article = new Readability(document, { maxElemsToParse: MOST_ELEMENTS, keepClasses: false }).parse();
  // Too little to be an article (a list, a table, a notice): all of the page's text then.
  const text = article?.content ? readableText(article.content) : readableText(source);
  return {
    title: title ?? (article?.title?.trim() || null),
    byline: article?.byline?.trim() || null,
    ...cutAt(text, limitCharacters),
    links,
  };
}

/** All that can be seen of a piece of HTML, as text. */
export function readableText(html: string): string {
  const document = visible(html);
  return textOf(document.querySelector("body") ?? document.documentElement);
}

function visible(html: string): Document {
  if (isTooDeep(html)) {
    throw new ToolError("web_unreadable", "This page is nested deeper than pages are. Take it as text with http.get.");
  }
  const { document } = parsed(html);
  for (const hidden of document.querySelectorAll(HIDDEN)) hidden.remove();
  return document;
}

function titleOf(html: string): string | null {
  return parsed(html).document.querySelector("title")?.textContent?.replace(/\s+/g, " ").trim() || null;
}

/** The parser makes no <html> and <body> of its own, as a browser does where a page leaves them out. */
function parsed(source: string) {
  const whole = /<body[\s>]/i.test(source);
  return parseHTML(
    whole ? source : `<html><body>${source.replace(/<!doctype[^>]*>|<\/?html[^>]*>/gi, "")}</body></html>`,
  );
}

/** Reading takes time that grows with the square of the depth: 1,000 levels took two seconds, 10,000 forty. */
const DEEPEST = 400;

function isTooDeep(source: string): boolean {
  let depth = 0;
  for (const [, closing, name] of source.matchAll(/<(\/?)([a-zA-Z][\w-]*)/g)) {
    if (VOID.has(name!.toLowerCase())) continue;
    depth = closing ? Math.max(0, depth - 1) : depth + 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Never closed, or often not. */
const VOID = new Set(
  "area base br col embed hr img input link meta source track wbr p li tr td th dt dd option".split(" "),
);

/** Not for the eye: instructions to a machine like to hide there. */
const HIDDEN =
  'title,script,style,template,noscript,iframe,object,svg,head > meta,[hidden],[aria-hidden="true"],[style*="display:none" i],[style*="display: none" i],[style*="visibility:hidden" i],[style*="visibility: hidden" i],[style*="font-size:0" i],[style*="opacity:0" i]';

const BLOCKS = new Set(
  "ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DIV DL DT FIGCAPTION FIGURE FOOTER H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION TABLE TR UL".split(
    " ",
  ),
);

function textOf(root: Element | null): string {
  const parts: string[] = [];
  const visit = (node: Node) => {
    if (node.nodeType === 3) return void parts.push((node.textContent ?? "").replace(/\s+/g, " "));
    if (node.nodeType !== 1) return;
    const { tagName } = node as Element;
    if (tagName === "BR") return void parts.push("\n");
    const heading = /^H([1-6])$/.exec(tagName)?.[1];
    if (BLOCKS.has(tagName)) parts.push("\n");
    if (heading) parts.push(`${"#".repeat(Number(heading))} `);
    if (tagName === "LI") parts.push("- ");
    if (tagName === "TD" || tagName === "TH") parts.push(" | ");
    for (const child of node.childNodes) visit(child);
    if (BLOCKS.has(tagName)) parts.push("\n");
  };
  if (root) visit(root);
  return parts
    .join("")
    .replace(/[ \t]*\n[ \t]*/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function linksOf(document: Document, base: string): { text: string; url: string }[] {
  const seen = new Map<string, string>();
  for (const link of document.querySelectorAll("a[href]")) {
    const href = link.getAttribute("href") ?? "";
    if (!URL.canParse(href, base)) continue;
    const url = new URL(href, base);
    url.hash = "";
    if (!/^https?:$/.test(url.protocol) || seen.has(url.href)) continue;
    seen.set(url.href, (link.textContent ?? "").replace(/\s+/g, " ").trim().slice(0, 200));
    if (seen.size === MOST_LINKS) break;
  }
  return [...seen].map(([url, text]) => ({ text, url }));
}

function cutAt(text: string, limit: number): { text: string; cut: boolean } {
  return { text: text.slice(0, limit), cut: text.length > limit };
}
