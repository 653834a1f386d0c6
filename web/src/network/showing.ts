// What is shown at this moment: the live board or a recording, which update, whom one looks at.
import type { PeerModel } from "../lib/peer.js";
import { Told } from "../lib/told.js";
import { Live } from "./live.js";
import { Picture, type PeerShown, type UpdateShown } from "./model.js";
import { CHARS_MAX, Player, read } from "./recording.js";
import { wayOf, type Way } from "./ways.js";

const TELL_MILLIS = 200; // what is read beside the picture need not be told of each frame
const SLOW = 0.25; // an update is over in half a second

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
  #live = new Live();
  readonly #peer: PeerModel;
  readonly #begun = performance.now();

  constructor(peer: PeerModel) {
    super((run) => void setTimeout(run, TELL_MILLIS));
    this.#peer = peer;
    this.board = peer.defaultBoard();
  }

  get now(): number {
    return this.player ? this.player.at : performance.now() - this.#begun;
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
    if (!this.player?.playing) return;
    this.player.pass(millis);
    this.tell();
  }

  /** This peer told something of itself. */
  heard(): void {
    if (this.player) return;
    this.board ||= this.#peer.defaultBoard();
    const deltas = this.#live.deltas(this.#peer.all, this.board, this.now);
    for (const delta of deltas) this.picture.apply(delta);
    if (deltas.length > 0) this.tell();
  }

  live(board = this.board): void {
    this.board = board;
    this.player = null;
    this.#live = new Live();
    this.picture.clear();
    this.#reset();
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
