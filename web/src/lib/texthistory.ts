// The past of one text: its changes in the order in which they came to the node, and what it was after each.
import { presentableDiff } from "@codemirror/merge";
import { Told, type Schedule } from "./told.js";
import { explain, Problem, type Ask } from "./http.js";
import { toUrl, type Address } from "./address.js";
import { at, list, number, text, type Json } from "./json.js";

export type Step = { readonly id: string; readonly author: string; readonly time: number };
export type Part = { readonly kind: "same" | "gone" | "new"; readonly text: string };

const PAGE = 1_000;
const PAGES_MAX = 10; // of the newest changes: a slider has no more places
const KEPT_MAX = 50; // texts that were looked at
const DIFF_SCAN_MAX = 1_000;

export class TextHistory extends Told {
  steps: Step[] = [];
  loaded = false;
  /** There are older ones that are not walked through. */
  cut = false;
  problem: ReturnType<typeof explain> | null = null;
  #texts = new Map<number, string>();
  readonly #ask: Ask;
  readonly #url: string;

  constructor(ask: Ask, address: Address, schedule?: Schedule) {
    super(schedule);
    this.#ask = ask;
    this.#url = toUrl(address);
  }

  async load(): Promise<void> {
    try {
      const newest: Step[] = [];
      let from = "";
      for (let page = 0; page < PAGES_MAX; page++) {
        const answer = (await this.#ask(`${this.#url}?log&limit=${PAGE}&edits=0${from}`)).json;
        newest.push(...list(at(answer, "changes")).map(step));
        const next = text(at(answer, "next"));
        this.cut = next !== "";
        if (!next) break;
        from = `&from=${encodeURIComponent(next)}`;
      }
      this.steps = newest.reverse();
      this.loaded = true;
    } catch (error) {
      this.problem = explain(error);
    }
    this.tell();
  }

  /** Everything up to a step: the last change of each chain, which has those before it. */
  version(index: number): string[] {
    const last = new Map<string, string>();
    for (const one of this.steps.slice(0, index + 1)) last.set(one.id.slice(0, one.id.lastIndexOf(".")), one.id);
    return [...last.values()];
  }

  async textAt(index: number, signal: AbortSignal): Promise<string> {
    const known = this.#texts.get(index);
    if (known !== undefined) return known;
    let then: string;
    try {
      const query = this.version(index).map(encodeURIComponent).join(",");
      const there = (await this.#ask(`${this.#url}?version=${query}`, { signal })).json;
      then = typeof there === "string" ? there : "";
    } catch (error) {
      if (!(error instanceof Problem && error.code === "not-found")) throw error;
      then = "";
    }
    if (this.#texts.size >= KEPT_MAX) this.#texts.clear();
    this.#texts.set(index, then);
    return then;
  }
}

function step(json: Json): Step {
  return { id: text(at(json, "id")), author: text(at(json, "author")), time: number(at(json, "time")) };
}

/** What both have, what only the first has, and what only the second. */
export function parts(then: string, now: string): Part[] {
  const out: Part[] = [];
  let done = 0;
  const add = (kind: Part["kind"], text: string) => text && out.push({ kind, text });
  for (const change of presentableDiff(then, now, { scanLimit: DIFF_SCAN_MAX, timeout: 300 })) {
    add("same", then.slice(done, change.fromA));
    add("gone", then.slice(change.fromA, change.toA));
    add("new", now.slice(change.fromB, change.toB));
    done = change.toA;
  }
  add("same", then.slice(done));
  return out;
}
