// What is shown at this moment: the live board or a recording, which update, whom one looks at.
import type { Ask } from "../lib/http.js";
import type { PeerModel } from "../lib/peer.js";
import { Told } from "../lib/told.js";
import { realTimers } from "../lib/wire.js";
import { Following, type Followed } from "./following.js";
import { Live, unheard } from "./live.js";
import { Picture, type PeerShown, type UpdateShown } from "./model.js";
import { CHARS_MAX, Player, read } from "./recording.js";
import { passes } from "./traced.js";
import { wayOf, type Way } from "./ways.js";

const TELL_MILLIS = 200; // what is read beside the picture need not be told of each frame
const SLOW = 0.25; // an update is over in half a second
const LOOK_MILLIS = 500; // a peer's counters change all the time: of 500 peers each look costs some milliseconds
const LIVE_MILLIS = 3_000; // as long a live update is shown on its way, however fast it was

export class Showing extends Told {
  readonly picture = new Picture();
  player: Player | null = null;
  problem = "";
  loading = false;
  focus: number | null = null;
  /** The update that was chosen; null: the newest. */
  chosen: number | null = null;
  only: string | null = null;
  every = false;
  board: string;
  readonly following: Following;
  /** What was found of each live update, by its number here. */
  readonly found = new Map<number, Followed>();
  #live = new Live();
  #played = 0; // milliseconds of the page since the live update began to be shown
  #updates = 0;
  #rests = false;
  readonly #peer: PeerModel;
  readonly #begun = performance.now();

  constructor(peer: PeerModel, ask: Ask) {
    super((run) => void setTimeout(run, TELL_MILLIS));
    this.#peer = peer;
    this.board = peer.defaultBoard();
    this.following = new Following(ask, realTimers, () => document.hidden);
    this.following.onFound = (found) => this.#took(found);
    this.following.peers = () => [...this.picture.peers.values()].filter((one) => one.standing === "alive").length;
  }

  /** The picture's clock: of a recording, or of the live update that is shown, which begins at 0. */
  get now(): number {
    return this.player ? this.player.at : Math.min(this.#played * this.slowed, this.#lasts + 1_000);
  }

  /** By how much a live update is shown slower than it was; a long one is shown faster. */
  get slowed(): number {
    return this.#lasts / LIVE_MILLIS || 1;
  }

  /** Until the last copy of the update came. */
  get #lasts(): number {
    return this.update?.passes.at(-1)?.at ?? 0;
  }

  /** Members of the board of whom nothing is known now. */
  get unheard(): number {
    return unheard(this.#peer.all, this.board, new Set([...this.picture.peers.values()].map((one) => one.id)));
  }

  get update(): UpdateShown | undefined {
    return this.chosen !== null ? this.picture.updates.get(this.chosen) : [...this.picture.updates.values()].at(-1);
  }

  get lookedAt(): PeerShown | undefined {
    return this.focus === null ? undefined : this.picture.peers.get(this.focus);
  }

  way(): Way | undefined {
    const update = this.update;
    return update && wayOf(update, this.now);
  }

  /** So much time has passed. */
  pass(millis: number): void {
    if (!this.player) {
      const before = this.now;
      this.#played += millis;
      if (this.update && this.now !== before) this.tell();
      return;
    }
    if (!this.player.playing) return;
    this.player.pass(millis);
    this.tell();
  }

  /** This peer told something of itself. */
  heard(): void {
    if (this.player) return;
    this.board ||= this.#peer.defaultBoard();
    this.following.heard(this.#peer.all, this.board);
    if (this.#rests) return;
    this.#rests = true;
    setTimeout(() => {
      this.#rests = false;
      if (!this.player) this.#drawn();
    }, LOOK_MILLIS);
    this.#drawn();
  }

  #drawn(): void {
    const deltas = this.#live.deltas(this.#peer.all, this.board, performance.now() - this.#begun);
    for (const delta of deltas) this.picture.apply(delta);
    if (deltas.length > 0) this.tell();
  }

  /** Which way an update went was answered: a second answer about the same one says more. */
  #took(found: Followed): void {
    if (this.player) return;
    const { way } = found;
    const known = [...this.found].find(([, { way: before }]) => before.space === way.space && before.author === way.author && before.seq === way.seq);
    const number = known?.[0] ?? this.#updates++;
    this.found.set(number, found);
    this.#live.heard(way, performance.now() - this.#begun);
    this.#drawn();
    const { label, bytes } = found;
    this.picture.apply({ at: 0, update: number, by: this.#live.number(way.author), label, bytes });
    for (const pass of passes(number, way, (id) => this.#live.number(id))) this.picture.apply(pass);
    for (const one of this.found.keys()) if (!this.picture.updates.has(one)) this.found.delete(one);
    if (!this.following.newest) this.choose(number);
    else if (known === undefined && this.chosen === null) this.choose(null);
    else this.tell();
  }

  follow(newest: boolean): void {
    this.following.follow(newest);
    this.choose(newest ? null : (this.update?.number ?? null));
  }

  live(board = this.board): void {
    this.board = board;
    this.player = null;
    this.#live = new Live();
    this.found.clear();
    this.picture.clear();
    this.#reset();
    this.#drawn();
    this.heard();
  }

  async open(source: () => Promise<string>): Promise<void> {
    this.loading = true;
    this.problem = "";
    this.tell();
    try {
      const recording = read(await source());
      this.player = new Player(recording, this.picture);
      this.#reset();
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
    this.loading = false;
    this.tell();
  }

  #reset(): void {
    this.focus = null;
    this.chosen = null;
    this.only = null;
    this.tell();
  }

  /** Shows how an update spreads, from its beginning and slowly. */
  choose(number: number | null): void {
    this.chosen = number;
    this.#played = 0;
    const update = this.update;
    if (number !== null && update && this.player) {
      this.player.seek(update.at);
      this.player.speed = SLOW;
      this.player.playing = true;
    }
    this.tell();
  }

  look(at: number | null): void {
    this.focus = at;
    this.tell();
  }

  /** Something about the playing was changed by hand. */
  played(): void {
    this.tell();
  }

  narrow(only: string | null): void {
    this.only = only;
    this.tell();
  }

  showEvery(every: boolean): void {
    this.every = every;
    this.tell();
  }
}

/** The file at an address of this node: for example a cell that holds a recording. */
export async function fetched(url: string): Promise<string> {
  const response = await fetch(new URL(url, location.origin), { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`There is no recording at ${url}: the node answered ${response.status}.`);
  return response.text();
}

export async function ofFile(file: File): Promise<string> {
  if (file.size > CHARS_MAX) throw new Error("It is larger than 64 MB.");
  return file.text();
}
