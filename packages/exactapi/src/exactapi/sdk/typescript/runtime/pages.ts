/** Lists that come page by page, as one sequence. */

import { ApiError } from './errors.js';

interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

/** A generated function: its options are read by `pages`, since a generic one hides them here. */
type List<T> = (options: any) => Promise<{ data: Page<T> }>;

/** The items of all pages, each page read when it is needed: `pages(listUsers, { client })`. */
export async function* pages<T, L extends (options: any) => unknown>(
  list: L & List<T>,
  options: NonNullable<Parameters<L>[0]>,
): AsyncGenerator<T, void, undefined> {
  const read: List<T> = list;
  const first = options as { query?: { cursor?: string } };
  let cursor = first.query?.cursor;
  for (;;) {
    const query = cursor === undefined ? first.query : { ...first.query, cursor };
    const { data } = await read({ ...first, query });
    yield* data.items;
    const next = data.next_cursor ?? undefined;
    if (next === undefined) return;
    if (next === cursor) throw new ApiError(`the page after ${cursor} is that page again`);
    cursor = next;
  }
}
