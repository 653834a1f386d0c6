// What was changed within a list or a counter that was edited as JSON. To write the whole value over it would
// make a plain value of it, and what others put in meanwhile would be in conflict instead of beside it.
import { print, type Json } from "./json.js";

const WORK_MAX = 250_000; // pairs that are compared; beyond that what lies between the ends is replaced

/** As edits of a patch, on what was there when somebody began to type; null where it is a value as others are. */
export function within(slot: string, before: Json | undefined, after: Json): Json[] | null {
  if (slot === "list" && Array.isArray(before) && Array.isArray(after)) return ofList(before, after);
  if (slot === "counter" && Number.isSafeInteger(before) && Number.isSafeInteger(after)) {
    const delta = (after as number) - (before as number);
    return delta === 0 ? [] : [{ add: "", delta }];
  }
  return null;
}

/** From the end to the front, so that none moves another. */
function ofList(from: readonly Json[], to: readonly Json[]): Json[] {
  const a = from.map((one) => print(one));
  const b = to.map((one) => print(one));
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const kept = common(a.slice(start, endA), b.slice(start, endB));
  const edits: Json[] = [];
  let x = endA;
  let y = endB;
  for (const [i, j] of [...kept.reverse(), [-1, -1] as const]) {
    const [keptA, keptB] = [start + i, start + j];
    if (x > keptA + 1 || y > keptB + 1) {
      edits.push({ list: "", at: keptA + 1, delete: x - keptA - 1, insert: to.slice(keptB + 1, y) as Json[] });
    }
    [x, y] = [keptA, keptB];
  }
  return edits;
}

/** The pairs of places of a longest common subsequence, in order. */
function common(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  if (a.length * b.length > WORK_MAX) return [];
  const width = b.length + 1;
  const best = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => best[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      best[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
