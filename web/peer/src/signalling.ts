// How this peer reaches others that no address leads to: over a channel within the browser, directly by WebRTC with
// signals that others pass on, or through another peer.
import { toBase32, type Bytes } from "./bytes.js";
import { healthOf } from "./cells/board.js";
import type { Host } from "./host.js";
import type { LinkKind, Way } from "./links/links.js";
import type { Own, Pipe } from "./links/pipe.js";
import { Relay } from "./links/relay.js";
import { Rtc, type SaySignal } from "./links/rtc.js";
import { sealSignal, Signals } from "./links/signals.js";

/** What is passed on, by its number in the protocol. */
const KINDS = { signal: 0, relayed: 1 } as const;

export class Signalling {
  readonly ways: Way[];
  readonly signals: Signals;
  readonly #host: Host;
  readonly #own: Own;
  readonly #rtc: Rtc | null;
  readonly #relay: Relay;
  /** Signals are signed and checked one after the other: those of a session count in their order only. */
  #sealed: Promise<unknown> = Promise.resolve();
  #taken: Promise<unknown> = Promise.resolve();

  /** Whether this browser can link directly to others. */
  static hasRtc(): boolean {
    return Rtc.isThere();
  }

  /** `take`: a pipe that another peer opened. */
  constructor(host: Host, own: Own, ice: RTCIceServer[], take: (pipe: Pipe, kind: LinkKind) => void) {
    this.#host = host;
    this.#own = own;
    this.signals = new Signals(own.id, own.curves.ed);
    this.#relay = new Relay((to, message) => this.pass(to, message), (pipe) => take(pipe, "relay"));
    this.#rtc = Signalling.hasRtc() ? new Rtc(ice, { say: (to, signal) => this.#say(to, signal), called: (pipe) => take(pipe, "webrtc") }) : null;
    this.ways = [
      { kind: "webrtc", open: (peer) => this.#rtc?.call(peer) ?? null },
      { kind: "relay", open: (peer) => Promise.resolve(this.#relay.call(peer)) },
    ];
    host.forwards.add((board, from, kind, bytes) => this.#heard(board, from, kind, bytes));
  }

  /** Passes a message on to a peer; whether it has it. What it is, says its first byte: see Relay. */
  pass(to: string, bytes: Bytes): Promise<boolean> {
    return this.#forward(undefined, to, KINDS.relayed, bytes);
  }

  async #forward(board: string | undefined, to: string, kind: number, bytes: Bytes): Promise<boolean> {
    try {
      await this.#host.ask({ do: "forward", board, to, kind, bytes });
      return true;
    } catch {
      return false; // nobody who is linked to us is linked to it, or it does not answer
    }
  }

  close(): void {
    this.#rtc?.close();
  }

  /** Says a signal over a board that both are on. */
  async #say(to: string, said: Parameters<SaySignal>[1]): Promise<boolean> {
    for (const [name, { id, members }] of Object.entries(healthOf(this.#host).boards)) {
      if (!(to in members)) continue;
      const signal = { ...said, board: id, from: toBase32(this.#own.id), to, at: Date.now() };
      const sealing = this.#sealed.then(() => sealSignal(signal, this.#own.sign));
      this.#sealed = sealing.catch(() => {});
      if (await this.#forward(name, to, KINDS.signal, await sealing)) return true;
    }
    return false;
  }

  #heard(board: string, from: string, kind: number, bytes: Bytes): void {
    if (kind === KINDS.relayed) this.#relay.heard(from, bytes);
    if (kind !== KINDS.signal || this.#rtc === null) return;
    const taking = this.#taken.then(() => this.signals.take(bytes, from, board)).catch(() => null);
    this.#taken = taking;
    void taking.then((signal) => signal !== null && this.#rtc?.heard(signal));
  }
}
