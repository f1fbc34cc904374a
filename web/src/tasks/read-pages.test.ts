import { expect, test } from "vitest";
import { type Paged, readPages } from "./read-pages.ts";

/** Pages of two, by the place they begin at. */
function book(items: string[]) {
  const asked: (string | null)[] = [];
  const read = async (cursor: string | null): Promise<Paged<string>> => {
    asked.push(cursor);
    const from = Number(cursor ?? 0);
    const nextCursor = from + 2 < items.length ? String(from + 2) : null;
    return await Promise.resolve({ items: items.slice(from, from + 2), nextCursor });
  };
  return { asked, read };
}
const isSettled = (page: Paged<string>) => page.items.every((item) => !item.endsWith("?"));
const flat = (pages: Paged<string>[]) => pages.flatMap((page) => page.items);

test("first all pages are read, each shown as it comes", async () => {
  const shown: number[] = [];
  const { read } = book(["a", "b", "c", "d", "e"]);
  const pages = await readPages({ read, isSettled, onPage: (so) => shown.push(so.length) });
  expect(flat(pages)).toEqual(["a", "b", "c", "d", "e"]);
  expect(shown).toEqual([1, 2]);
});

test("then only pages that may have changed, the last two, and new ones", async () => {
  const before = await readPages({ ...book(["a", "b", "c?", "d", "e", "f", "g", "h", "i", "j"]), isSettled });
  const later = book(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]);
  const pages = await readPages({ before, read: later.read, isSettled });
  expect(flat(pages).join("")).toBe("abcdefghijkl");
  expect(later.asked).toEqual(["2", "6", "8", "10"]);
  expect(pages[0]).toBe(before[0]);
});

test("rows that came in between move the following pages, which are read again", async () => {
  const before = await readPages({ ...book(["a?", "b", "d", "e", "f", "g"]), isSettled });
  const pages = await readPages({ before, ...book(["a", "b", "c", "d", "e", "f", "g"]), isSettled });
  expect(flat(pages).join("")).toBe("abcdefg");
});
