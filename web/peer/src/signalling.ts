// How this peer reaches others that no address leads to: over a channel within the browser, directly by WebRTC with
// signals that others pass on, or through another peer.
import { fromBase32, type Bytes } from "./bytes.js";
import { healthOf } from "./cells/board.js";
import type { Host } from "./host.js";
import type { LinkKind, Way } from "./links/links.js";
import type { Own, Pipe } from "./links/pipe.js";
import { Relay } from "./links/relay.js";
import { Rtc } from "./links/rtc.js";
import { sealSignal, Signals } from "./links/signals.js";
import { toBase32 } from "./bytes.js";

/** What is passed on, by its number in the protocol. */
export const KINDS = { signal: 0, relayed: 1, question: 2, result: 3 } as const;

export class Signalling {
  readonly ways: Way[];
  readonly signals: Signals;
  readonly #host: Host;
  readonly #own: Own;
  readonly #rtc: Rtc | null;
  readonly #relay: Relay;
  /** By which board somebody was reached last. */
  readonly #boards = new Map<string, string>();

  /** `take`: a pipe that another peer opened. */
  constructor(host: Host, own: Own, ice: RTCIceServer[], take: (pipe: Pipe, kind: LinkKind) => void) {
    this.#host = host;
    this.#own = own;
    this.signals = new Signals(own.id, own.curves.ed);
    this.#relay = new Relay((to, message) => this.pass(to, KINDS.relayed, message), (pipe) => take(pipe, "relay"));
    this.#rtc = Rtc.isThere() ? new Rtc(ice, { say: (to, signal) => this.#say(to, signal), called: (pipe) => take(pipe, "webrtc") }) : null;
    this.ways = [
      { kind: "webrtc", open: (peer) => this.#rtc?.call(peer) ?? null },
      { kind: "relay", open: (peer) => Promise.resolve(this.#relay.call(peer)) },
    ];
    host.forwards.add((board, from, kind, bytes) => this.#heard(board, from, kind, bytes));
  }

  /** Passes something on to a peer, over a board that both are on; whether that could be done. */
  async pass(to: string, kind: number, bytes: Bytes): Promise<boolean> {
    for (const board of this.#boardsOf(to)) {
      try {
        await this.#host.ask({ do: "forward", board, to, kind, bytes });
        this.#boards.set(to, board);
        return true;
      } catch {
        // Not by that board: nobody we are linked to there is linked to it.
      }
    }
    this.#boards.delete(to);
    return false;
  }

  close(): void {
    this.#rtc?.close();
  }

  #boardsOf(peer: string): string[] {
    const last = this.#boards.get(peer);
    const all = Object.entries(healthOf(this.#host).boards).filter(([, board]) => peer in board.members).map(([name]) => name);
    return last === undefined ? all : [last, ...all.filter((name) => name !== last)];
  }

  #idOf(board: string): string {
    return healthOf(this.#host).boards[board]?.id ?? "";
  }

  async #say(to: string, said: Parameters<ConstructorParameters<typeof Rtc>[1]["say"]>[1]): Promise<boolean> {
    const board = this.#boardsOf(to)[0];
    if (board === undefined) return false;
    const signal = { ...said, board: this.#idOf(board), from: toBase32(this.#own.id), to, at: Date.now() };
    return this.pass(to, KINDS.signal, await sealSignal(signal, this.#own.sign));
  }

  #heard(board: string, from: string, kind: number, bytes: Bytes): void {
    if (fromBase32(from) === null) return;
    if (kind === KINDS.relayed) this.#relay.heard(from, bytes);
    if (kind !== KINDS.signal || this.#rtc === null) return;
    const { signals } = this;
    void signals.take(bytes, from, this.#idOf(board)).then((signal) => signal !== null && this.#rtc?.heard(signal));
  }
}
