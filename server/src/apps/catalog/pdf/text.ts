import { getDocumentProxy } from "unpdf";
import { ToolError } from "../../tool.ts";

export interface PdfInput {
  bytes: Uint8Array;
  first: number;
  last: number;
}

export interface PdfText {
  pages: number;
  text: string[];
  empty: number[];
  title: string | null;
  author: string | null;
}

const MOST_PAGES = 500;
const MOST_CHARACTERS = 8_000_000;

export async function work({ bytes, first, last }: PdfInput): Promise<PdfText> {
  const document = await open(bytes);
  const text: string[] = [];
  const empty: number[] = [];
  let characters = 0;
  const end = Math.min(last, document.numPages, first + MOST_PAGES - 1);
  for (let number = first; number <= end; number++) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const words = lines(items as Piece[]);
    characters += words.length;
    if (characters > MOST_CHARACTERS) {
      throw new ToolError(
        "too_large",
        `The pages ${first} to ${number} hold more than 8 MB of text. Read fewer at once.`,
      );
    }
    if (words === "") empty.push(number);
    text.push(words);
    page.cleanup();
  }
  const { info } = await document.getMetadata();
  const { Title: title, Author: author } = info as { Title?: string; Author?: string };
  return { pages: document.numPages, text, empty, title: title || null, author: author || null };
}

async function open(bytes: Uint8Array) {
  try {
    return await getDocumentProxy(new Uint8Array(bytes), { stopAtErrors: false });
  } catch (error) {
    const { name } = error as Error;
    if (name === "PasswordException") throw new ToolError("pdf_locked", "This PDF is locked with a password.");
    throw new ToolError("pdf_unreadable", "This file is no PDF that can be read. Is it whole?", { cause: error });
  }
}

interface Piece {
  str?: string;
  hasEOL?: boolean;
}

function lines(pieces: Piece[]): string {
  let text = "";
  for (const { str = "", hasEOL } of pieces) text += str + (hasEOL ? "\n" : "");
  return text.replace(/[ \t]+\n/g, "\n").trim();
}
