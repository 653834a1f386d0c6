// Search: the node looks through a space a page at a time; here the spaces are gone through one after the
// other, until there is enough to show.
import type { Ask } from "./http.js";
import type { Cell } from "./wire.js";
import { encodePart, names, toUrl, type Address } from "./address.js";
import type { Json } from "./json.js";

export type Hit = { readonly address: Address; readonly value: Json | undefined; readonly children: number };
export type Search = { readonly hits: Hit[]; readonly more: boolean };

export const HITS_MAX = 1_000;

const STEPS_MAX = 20; // requests for one search: each looks at up to a million cells

export async function search(ask: Ask, places: readonly Address[], find: string, signal: AbortSignal): Promise<Search> {
  const hits: Hit[] = [];
  let steps = 0;
  for (const place of places) {
    let after: string | null = null;
    do {
      if (signal.aborted || steps++ >= STEPS_MAX || hits.length >= HITS_MAX) return { hits, more: true };
      const query = `?cells&find=${encodePart(find)}&limit=${HITS_MAX - hits.length}` + (after === null ? "" : `&after=${after}`);
      const answer = await ask(toUrl(place) + query, { signal });
      for (const cell of answer.json as unknown as Cell[]) hits.push(hit(place, cell));
      after = answer.header("Cut") === "true" ? answer.header("Next") : null;
    } while (after !== null);
  }
  return { hits, more: false };
}

function hit(place: Address, cell: Cell): Hit {
  return { address: { ...place, path: [...place.path, ...names(cell.path)] }, value: cell.value, children: cell.children ?? 0 };
}

/** The parts of a text that match, for showing where; folded as the node folds, so nearly always the same. */
export function marked(text: string, find: string): { text: string; hit: boolean }[] {
  const low = text.toUpperCase().toLowerCase();
  const what = find.toUpperCase().toLowerCase();
  if (low.length !== text.length || what === "") return [{ text, hit: false }];
  const parts: { text: string; hit: boolean }[] = [];
  let from = 0;
  for (let at = low.indexOf(what); at >= 0; at = low.indexOf(what, from)) {
    if (at > from) parts.push({ text: text.slice(from, at), hit: false });
    parts.push({ text: text.slice(at, at + what.length), hit: true });
    from = at + what.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), hit: false });
  return parts;
}

