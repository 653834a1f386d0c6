// What `/.kith/trace` answers, as passes of the picture. Each peer is believed about itself only: what it says of another is a
// claim until that one says the same.
import { at as read, list, number, text, type Json } from "../lib/json.js";
import type { By, Delta, Passed, Says } from "./model.js";

/** One peer of the answer. */
export interface Step {
  readonly id: string;
  readonly from: string;
  readonly answer: "known" | "forgotten" | "lacking" | "none";
  readonly says: Says;
  readonly by: By;
  readonly tookMicros: number;
  /** By its clock and the author's; undefined where it does not say. */
  readonly late: number | undefined;
  readonly hops: number;
  readonly again: readonly string[];
  readonly claims: readonly string[];
}

export interface Traced {
  readonly space: string;
  readonly author: string;
  readonly seq: number;
  readonly steps: readonly Step[];
  readonly unanswered: readonly string[];
  readonly millis: number;
}

export function traced(answer: Json): Traced {
  return {
    space: text(read(answer, "space")),
    author: text(read(answer, "author")),
    seq: number(read(answer, "seq")),
    steps: list(read(answer, "peers")).map(step),
    unanswered: list(read(answer, "unanswered")).map(text),
    millis: number(read(answer, "millis")),
  };
}

function step(json: Json): Step {
  const late = read(json, "lateMillis");
  return {
    id: text(read(json, "peer")),
    from: text(read(json, "from")),
    answer: (["known", "forgotten", "lacking"] as const).find((one) => one === text(read(json, "answer"))) ?? "none",
    says: (["both", "sender"] as const).find((one) => one === text(read(json, "says"))) ?? "receiver",
    by: (["link", "sender", "clocks"] as const).find((one) => one === text(read(json, "tookBy"))) ?? "none",
    tookMicros: number(read(json, "tookMicros")),
    late: late === undefined ? undefined : number(late),
    hops: number(read(json, "hops")),
    again: list(read(json, "again")).map(text),
    claims: list(read(json, "claims")).map(text),
  };
}

const AGAIN_MILLIS = 1; // when it came again nobody says: it is drawn behind the first

const CLOCK_MILLIS = 1_000; // by more, one of two clocks is wrong rather than the way slow

/** When it came, in milliseconds after it was written, and by what that is known. */
export interface Came {
  readonly after: number;
  readonly by: By;
}

/**
 * What a sender measured, with half a round trip, is the least that it can have taken: the receiver may have been busy. So two
 * clocks count where they say that it was somewhat later, and nobody has it before whom it came from.
 */
export function arrivals({ author, steps }: Traced): ReadonlyMap<string, Came> {
  const when = new Map<string, Came>([[author, { after: 0, by: "none" }]]);
  const began = steps.find((one) => one.id === author)?.late;
  let last = 0;
  for (const one of steps) { // who is above comes first
    if (one.id === author || !hasIt(one)) continue;
    const above = when.get(one.from)?.after;
    const measured = above !== undefined && (one.by === "link" || one.by === "sender");
    const least = (above ?? 0) + (measured ? one.tookMicros / 1_000 : 0);
    const clock = one.late === undefined || began === undefined ? undefined : one.late - began;
    const told = clock !== undefined && clock >= least && (!measured || clock <= least + CLOCK_MILLIS);
    const known = told || measured || (clock !== undefined && above !== undefined);
    const came = told ? clock : known ? least : Math.max(last, least);
    when.set(one.id, { after: came, by: told || (known && !measured) ? "clocks" : measured ? one.by : "none" });
    last = Math.max(last, came);
  }
  return when;
}

const hasIt = ({ answer }: Step): boolean => answer === "known" || answer === "forgotten";

/** How many say themselves that they have it. */
export const reached = (way: Traced): number => way.steps.filter(hasIt).length;

/** The passes of that update in the order in which they came; the picture's clock is at 0 when it was written. */
export function passes(update: number, all: Traced, numberOf: (id: string) => number): Delta[] {
  const when = arrivals(all);
  const at = (id: string): number | undefined => when.get(id)?.after;
  const out: Passed[] = [];
  const pass = (from: string, to: string, sent: number, came: number, rest: object): void => {
    out.push({ pass: update, from: numberOf(from), to: numberOf(to), sent, at: came, hops: 0, ...rest });
  };
  for (const one of all.steps) {
    const came = at(one.id) ?? 0;
    const from = one.from || one.id;
    const word = { by: when.get(one.id)?.by ?? "none", says: one.says };
    if (one.id !== all.author && hasIt(one)) pass(from, one.id, Math.min(came, at(from) ?? came), came, { hops: one.hops, word });
    else if (one.from && !hasIt(one)) pass(one.from, one.id, at(one.from) ?? 0, (at(one.from) ?? 0) + AGAIN_MILLIS, { claimed: true, word });
    for (const other of one.again) {
      const sent = at(other) ?? came;
      pass(other, one.id, sent, Math.max(sent, came) + AGAIN_MILLIS, { redundant: true });
    }
    for (const other of one.claims) pass(one.id, other, came, came + AGAIN_MILLIS, { claimed: true });
  }
  return out.sort((a, b) => a.at - b.at);
}
