export interface Paged<Item> {
  items: Item[];
  nextCursor: string | null;
}

/**
 * A long list brought up to date: pages in which nothing can change any more are kept as they were,
 * the others and the last two are read again. (A row may still come in shortly before the end, when
 * one of two that began together is written later.) `onPage` is told of a first reading while it goes on.
 */
export async function readPages<Item>({
  before = [],
  read,
  isSettled,
  onPage,
}: {
  before?: Paged<Item>[] | undefined;
  read(cursor: string | null): Promise<Paged<Item>>;
  isSettled(page: Paged<Item>): boolean;
  onPage?(pages: Paged<Item>[]): void;
}): Promise<Paged<Item>[]> {
  const known = new Map(before.map((page, index) => [before[index - 1]?.nextCursor ?? null, { page, index }]));
  const pages: Paged<Item>[] = [];
  for (let cursor: string | null = null; ;) {
    const old = known.get(cursor);
    const keep = old && old.index < before.length - 2 && old.page.nextCursor !== null && isSettled(old.page);
    const page: Paged<Item> = keep ? old.page : await read(cursor);
    pages.push(page);
    if (page.nextCursor === null) return pages;
    if (before.length === 0) onPage?.([...pages]);
    cursor = page.nextCursor;
  }
}
