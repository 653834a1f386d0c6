// The way that one update took: who passed it to whom, after how long, and what was sent for nothing.
import type { Pass, UpdateShown, Word } from "./model.js";

export interface Arrival {
  readonly from: number;
  /** Milliseconds after it was written. */
  readonly after: number;
  readonly hops: number;
  readonly word?: Word | undefined;
}

export interface Way {
  readonly arrivals: ReadonlyMap<number, Arrival>;
  readonly copies: number;
  readonly redundant: number;
  /** Milliseconds until half and 99 of 100 of those whom it has reached had it. */
  readonly half: number;
  readonly most: number;
  readonly last: number;
}

/** As far as it has come at that moment. */
export function wayOf(update: UpdateShown, now: number): Way {
  const arrivals = new Map<number, Arrival>([[update.by, { from: update.by, after: 0, hops: 0 }]]);
  let copies = 0;
  for (const pass of came(update.passes, now)) {
    if (pass.claimed) continue;
    if (pass.from !== pass.to) copies++;
    if (!arrivals.has(pass.to)) arrivals.set(pass.to, { from: pass.from, after: pass.at - update.at, hops: pass.hops, word: pass.word });
  }
  const times = [...arrivals.values()].map((one) => one.after); // in the order in which they came
  const share = (part: number): number => times[Math.max(0, Math.ceil(part * times.length) - 1)] ?? 0;
  const first = [...arrivals].filter(([to, one]) => one.from !== to).length;
  return { arrivals, copies, redundant: copies - first, half: share(0.5), most: share(0.99), last: share(1) };
}

function came(passes: readonly Pass[], now: number): readonly Pass[] {
  let [first, end] = [0, passes.length];
  while (first < end) {
    const middle = (first + end) >> 1;
    if ((passes[middle] as Pass).at <= now) first = middle + 1;
    else end = middle;
  }
  return passes.slice(0, first);
}
