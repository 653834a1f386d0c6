// Which rows of a long list are drawn: those that are seen, and a few beyond.

export type Window = { readonly first: number; readonly end: number };

const BEYOND = 10;
const ROWS_MAX = 150;

export function visible(scrolled: number, height: number, rowHeight: number, count: number): Window {
  const fit = Math.ceil(height / rowHeight);
  const top = Math.min(Math.floor(scrolled / rowHeight), count - fit); // rows may have gone meanwhile
  const first = Math.max(0, top - BEYOND);
  const seen = fit + 2 * BEYOND;
  return { first, end: Math.min(count, first + Math.min(seen, ROWS_MAX)) };
}

/** Where to scroll so that a row is seen; null when it is. */
export function scrollFor(row: number, scrolled: number, height: number, rowHeight: number): number | null {
  const top = row * rowHeight;
  if (top < scrolled) return top;
  return top + rowHeight > scrolled + height ? top + rowHeight - height : null;
}
