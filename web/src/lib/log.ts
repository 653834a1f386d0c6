// The change log of a space, a page at a time: the newest first, older ones when asked for, and what comes
// while one looks.
import { Told, type Schedule } from "./told.js";
import { explain, type Ask } from "./http.js";
import { toUrl, type Address } from "./address.js";
import { at, flag, list, number, print, text, type Json } from "./json.js";

export type LogEdit = { readonly op: string; readonly path: string; readonly value: string | null; readonly bytes: number };

export type Change = {
  readonly id: string;
  readonly author: string;
  readonly incarnation: string;
  readonly seq: number;
  readonly time: number;
  readonly parents: number;
  readonly ops: number;
  readonly edits: readonly LogEdit[];
  readonly cut: boolean;
  readonly bytes: number;
  readonly signed: boolean;
  readonly durable: boolean;
  readonly isVoid: boolean;
  readonly lost: boolean;
  /** It came while one looked. */
  readonly fresh: boolean;
};

const PAGE = 100;
const KEPT_MAX = 5_000; // more than anybody reads by going on to older ones
const LIVE_MAX = 300; // while new ones come, unless somebody went on to older ones; the rest is behind "older" again

export class Log extends Told {
  changes: Change[] = [];
  total = 0;
  loading = false;
  loaded = false;
  problem: ReturnType<typeof explain> | null = null;
  /** Where older ones go on; null when there are none. */
  next: string | null = null;

  #again = false;
  /** More came than a page has: the newest are read instead of all between. */
  #behind = false;
  readonly #ask: Ask;
  readonly #address: Address;

  constructor(ask: Ask, address: Address, schedule?: Schedule) {
    super(schedule);
    this.#ask = ask;
    this.#address = address;
  }

  async older(): Promise<void> {
    await this.#load(this.next === null ? "" : `&from=${encodeURIComponent(this.next)}`, (changes, next) => {
      this.changes = [...this.changes, ...changes].slice(0, KEPT_MAX);
      this.next = this.changes.length >= KEPT_MAX ? null : next;
    });
  }

  /** Something came: what is behind the newest that is here, or all anew when that is too much. */
  async newer(): Promise<void> {
    if (this.loading) {
      this.#again = true;
      return;
    }
    const newest = this.changes[0];
    if (!newest) return this.older();
    if (this.#behind) return this.#newest();
    await this.#load(`&oldest&from=${encodeURIComponent(newest.id)}`, (changes, next) => {
      if (next !== null && changes.length >= PAGE) {
        this.#behind = true;
        this.#again = true;
        return;
      }
      const fresh = changes.map((change) => ({ ...change, fresh: true })).reverse();
      const all = [...fresh, ...this.changes];
      const most = Math.min(KEPT_MAX, Math.max(LIVE_MAX, this.changes.length)); // so that nobody is thrown back who reads on
      this.changes = fresh.length > 0 ? all.slice(0, most) : all;
      if (all.length > this.changes.length) this.next = this.changes.at(-1)?.id ?? null;
    });
  }

  async #newest(): Promise<void> {
    await this.#load("", (changes, next) => {
      this.#behind = false;
      const known = new Set(this.changes.map((one) => one.id));
      this.changes = changes.map((one) => ({ ...one, fresh: !known.has(one.id) }));
      this.next = next;
    });
  }

  async #load(query: string, take: (changes: Change[], next: string | null) => void): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    this.#again = false;
    this.tell();
    try {
      const answer = (await this.#ask(`${toUrl(this.#address)}?log&limit=${PAGE}${query}`)).json;
      this.problem = null;
      this.total = number(at(answer, "total"));
      take(list(at(answer, "changes")).map(change), text(at(answer, "next")) || null);
      this.loaded = true;
    } catch (error) {
      this.problem = explain(error);
    }
    this.loading = false;
    this.tell();
    if (this.#again && !this.problem) await this.newer();
  }
}

function change(json: Json): Change {
  return {
    id: text(at(json, "id")),
    author: text(at(json, "author")),
    incarnation: text(at(json, "incarnation")),
    seq: number(at(json, "seq")),
    time: number(at(json, "time")),
    parents: list(at(json, "parents")).length,
    ops: number(at(json, "ops")),
    edits: list(at(json, "edits")).map(edit),
    cut: flag(at(json, "cut")),
    bytes: number(at(json, "bytes")),
    signed: flag(at(json, "signed")),
    durable: flag(at(json, "durable")),
    isVoid: flag(at(json, "void")),
    lost: flag(at(json, "lost")),
    fresh: false,
  };
}

function edit(json: Json): LogEdit {
  const value = at(json, "value");
  return {
    op: text(at(json, "op")),
    path: text(at(json, "path")),
    value: value === undefined ? null : print(value),
    bytes: number(at(json, "bytes")),
  };
}

const VERBS: Readonly<Record<string, string>> = {
  set: "set",
  unset: "emptied",
  remove: "removed",
  add: "counted",
  zero: "counted from 0",
  insert: "put in",
  take: "took out",
  splice: "typed in",
  notice: "membership",
};

export function verb(op: string): string {
  return VERBS[op] ?? op;
}
