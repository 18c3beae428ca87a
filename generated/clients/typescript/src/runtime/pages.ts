/** Lists that come page by page, as one sequence. */

import { ApiError } from './errors.js';

interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

/** The items of all pages, each page read when it is needed: `pages(listUsers, { client })`. */
export async function* pages<T, O extends { query?: { cursor?: string } }>(
  list: (options: O) => Promise<{ data: Page<T> }>,
  options: O,
): AsyncGenerator<T, void, undefined> {
  let cursor = options.query?.cursor;
  for (;;) {
    const query = cursor === undefined ? options.query : { ...options.query, cursor };
    const { data } = await list({ ...options, query });
    yield* data.items;
    const next = data.next_cursor ?? undefined;
    if (next === undefined) return;
    if (next === cursor) throw new ApiError(`the page after ${cursor} is that page again`);
    cursor = next;
  }
}
