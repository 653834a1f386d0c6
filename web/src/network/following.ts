// Asks which way updates went: of the newest of the board, whenever there is one, or of a cell that somebody names. Each
// question goes from this peer to all whom the change went by, so the newest is not asked for more often than every few
// seconds, and not while nobody looks.
import { parse, print, toUrl, type Address } from "../lib/address.js";
import { explain, type Ask } from "../lib/http.js";
import { at, entries, list, number, print as written, text, type Json } from "../lib/json.js";
import { peerOfChange, seqOfChange } from "../lib/show.js";
import { Told, type Schedule } from "../lib/told.js";
import type { Timers } from "../lib/wire.js";
import { reached, traced, type Traced } from "./traced.js";

const SPREAD_MILLIS = 500; // until then the newest is on its way
const REST_MILLIS = 4_000; // between two questions
const TRIES_MAX = 2; // of one update that has not reached all yet
const LOOKED_AT = 20; // changes among which the one that was followed is looked for

/** One way, with what is known of the change from the log. */
export interface Followed {
  readonly way: Traced;
  readonly label: string;
  readonly bytes: number;
  /** When it was written by the clock of its author; 0 where that is not known. */
  readonly time: number;
}

export class Following extends Told {
  newest = true;
  asking = "";
  problem: { code: string; what: string } | null = null;
  /** A way was found. */
  onFound: (found: Followed) => void = () => {};
  /** How many peers there are to reach, as far as that is known. */
  peers: () => number = () => 0;

  #board = "";
  #counts: Map<string, number> | null = null;
  #due: string | null = null;
  #tries = 0;
  #waits = false;
  #askedAt = -Infinity;
  readonly #ask: Ask;
  readonly #timers: Timers;
  readonly #hidden: () => boolean;

  constructor(ask: Ask, timers: Timers, hidden: () => boolean, schedule?: Schedule) {
    super(schedule);
    this.#ask = ask;
    this.#timers = timers;
    this.#hidden = hidden;
  }

  /** The peer told something: an update came when a space has more changes than before. What is there at first is no news. */
  heard(all: Json, board: string): void {
    const counts = new Map<string, number>();
    for (const [name, space] of entries(at(all, "spaces", board))) if (!name.startsWith(".")) counts.set(name, number(at(space, "changes")));
    const before = this.#board === board ? this.#counts : null;
    this.#board = board;
    this.#counts = counts;
    if (!before) return;
    const grown = [...counts].find(([name, count]) => count > (before.get(name) ?? 0));
    if (!grown || !this.newest) return;
    this.#due = print({ board, space: grown[0], path: [] });
    this.#tries = 0;
    this.#later(SPREAD_MILLIS);
  }

  follow(newest: boolean): void {
    this.newest = newest;
    if (!newest) this.#due = null;
    this.tell();
  }

  /** Asks for the way of that cell now, whatever else is followed. */
  async of(typed: string): Promise<void> {
    this.follow(false);
    let address: Address;
    try {
      address = parse(typed.trim());
    } catch (error) {
      this.#failed(error);
      return;
    }
    await this.#find(print({ ...address, board: address.board ?? this.#board }));
  }

  #later(millis: number): void {
    if (this.#waits) return;
    this.#waits = true;
    const rest = REST_MILLIS - (this.#timers.now() - this.#askedAt);
    this.#timers.after(Math.max(millis, rest), () => {
      this.#waits = false;
      void this.#next();
    });
  }

  async #next(): Promise<void> {
    const due = this.#due;
    if (due === null) return;
    if (this.asking || this.#hidden()) return this.#later(REST_MILLIS);
    this.#due = null;
    this.#tries++;
    const found = await this.#find(due);
    const missing = found && (found.unanswered.length > 0 || reached(found) < this.peers());
    if (!missing || this.#due !== null || this.#tries >= TRIES_MAX) return;
    this.#due = due;
    this.#later(REST_MILLIS);
  }

  async #find(address: string): Promise<Traced | null> {
    this.asking = address;
    this.#askedAt = this.#timers.now();
    this.problem = null;
    this.tell();
    let way: Traced | null = null;
    try {
      const answer = await this.#ask("/.kith/trace", { method: "POST", body: written({ address }) });
      way = traced(answer.json);
      this.onFound({ way, ...(await this.#change(address, way)) });
    } catch (error) {
      this.#failed(error);
    }
    this.asking = "";
    this.tell();
    return way;
  }

  /** What the log says of the change: the newest of that address may be another one by now. */
  async #change(address: string, { author, seq }: Traced): Promise<{ label: string; bytes: number; time: number }> {
    const own = parse(address);
    const answer = (await this.#ask(`${toUrl(own)}?log&limit=${LOOKED_AT}&edits=1&values=0`)).json;
    const change = list(at(answer, "changes")).find((one) => seqOfChange(text(at(one, "id"))) === seq && peerOfChange(text(at(one, "id"))) === author);
    const path = text(at(list(at(change, "edits"))[0], "path"));
    const label = [print({ ...own, board: null }), path].filter(Boolean).join("/");
    return { label, bytes: number(at(change, "bytes")), time: number(at(change, "time")) };
  }

  #failed(error: unknown): void {
    const { code, what } = explain(error);
    this.problem = { code, what };
    this.tell();
  }
}
