// Who wrote what a cell shows. An update of a subscription does not say it, so it is asked for, a few cells at
// a time, only those that somebody looks at, and again only when the cell has changed since.
import { Told, type Schedule } from "./told.js";
import { at, list, number, text, type Json } from "./json.js";
import { toUrl } from "./address.js";
import type { Ask } from "./http.js";
import type { Node } from "./node.js";

export type Standing = {
  readonly value: Json | undefined;
  readonly slot: string;
  readonly author: string;
  readonly seq: number;
  readonly time: number;
};

const AT_ONCE = 3;
const WAITING_MAX = 60; // what nobody looks at any more falls out
const KEPT_MAX = 2_000;

export function standings(json: Json): Standing[] {
  return list(json).map((one) => ({
    value: at(one, "value"),
    slot: text(at(one, "slot")),
    author: text(at(one, "author")),
    seq: number(at(one, "seq")),
    time: number(at(one, "time")),
  }));
}

type Known = { revision: number; by: Standing | null };

export class Authors extends Told {
  #known = new Map<string, Known>();
  #waiting = new Map<string, Node>();
  #asking = 0;
  readonly #ask: Ask;

  constructor(ask: Ask, schedule?: Schedule) {
    super(schedule);
    this.#ask = ask;
  }

  /** Who wrote what the node shows, as far as that is known. */
  of(node: Node): Standing | null {
    const known = this.#known.get(node.key);
    return known?.revision === node.revision ? known.by : null;
  }

  want(node: Node): void {
    if (this.#known.get(node.key)?.revision === node.revision) return;
    this.#waiting.delete(node.key);
    this.#waiting.set(node.key, node);
    for (const key of this.#waiting.keys()) {
      if (this.#waiting.size <= WAITING_MAX) break;
      this.#waiting.delete(key);
    }
    this.#next();
  }

  #next(): void {
    if (this.#asking >= AT_ONCE) return;
    const [node] = [...this.#waiting.values()].slice(-1);
    if (!node) return;
    this.#waiting.delete(node.key);
    this.#asking++;
    void this.#fetch(node).finally(() => {
      this.#asking--;
      this.#next();
    });
  }

  async #fetch(node: Node): Promise<void> {
    const revision = node.revision;
    let by: Standing | null = null;
    try {
      by = standings((await this.#ask(toUrl(node.address) + "?conflicts")).json)[0] ?? null;
    } catch {
      by = null; // it is gone, or the node is: nothing to show
    }
    if (this.#known.size >= KEPT_MAX) this.#known.clear();
    this.#known.set(node.key, { revision, by });
    this.tell();
  }
}
