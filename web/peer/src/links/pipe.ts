// The handshake on a pipe, and the sealing of what follows (docs/protocol/pipe.md): who is at the other end is proven
// once, and from then on nobody in between reads or changes anything.
//
// A browser's cryptography answers later. So numbers are given when something is said or heard, the work of several
// messages goes on at once, and what comes of it is handed on in order.
import { concat, equal, type Bytes } from "../bytes.js";
import type { Agreement, Curves, Sign } from "../keys/curves.js";
import { keysOf, signed, type Direction, type Keys } from "./seal.js";

/** Something that carries binary messages in order, whole, both ways. */
export interface Pipe {
  send(message: Bytes): void;
  /** Who hears what comes, and the end; set once, before anything can have come. */
  hear(message: (bytes: Bytes) => void, ended: (reason: string) => void): void;
  close(reason: string): void;
  /** Bytes that were given to it and have not left. */
  readonly waitingBytes: number;
}

/** A pipe whose other end has proven who it is. */
export interface Sealed {
  readonly peer: Bytes;
  send(frame: Bytes): void;
  close(reason: string): void;
}

/** What a sealed pipe tells. */
export interface SealedEvents {
  /** From now on frames come, and can be sent. */
  up(sealed: Sealed): void;
  frame(bytes: Bytes): void;
  /** It is over, or never came about: a code, for some followed by `": "` and details. */
  ended(reason: string): void;
}

export type Own = { readonly id: Bytes; readonly sign: Sign; readonly curves: Curves };

/** Ends a pipe, in the middle of its handshake too. */
export type End = (reason: string) => void;

export type Timer = (millis: number, run: () => void) => () => void;

export const VERSION = 1;
export const FRAME_BYTES_MAX = 1_310_720;
export const HANDSHAKE_MILLIS = 10_000;

/** What may wait to be sent on a link: as on a TLS link. A peer that does not read is cut. */
export const OUTBOX_BYTES_MAX = 8 << 20;

const KEY_BYTES = 32;
const TAG_BYTES = 16;
const CREDENTIAL_BYTES = 96; // a peer id and a signature
const GREETING_BYTES = 1 + KEY_BYTES;
const PROOF_BYTES = CREDENTIAL_BYTES + TAG_BYTES;
const ANSWER_BYTES = GREETING_BYTES + PROOF_BYTES;

const realTimer: Timer = (millis, run) => {
  const timer = setTimeout(run, millis);
  return () => clearTimeout(timer);
};

/** Why a pipe is ended: a code of docs/errors.md, and details for some. */
class Refusal extends Error {}

/** Makes the handshake as the side that called. `expected`: only that peer will do. */
export function call(pipe: Pipe, own: Own, expected: Bytes | null, events: SealedEvents, agreement?: Agreement, timer = realTimer): End {
  const handshake = new Handshake(pipe, own, events, timer);
  handshake.call(expected, agreement);
  return (reason) => handshake.end(reason);
}

/** The same as the side that was called. */
export function answer(pipe: Pipe, own: Own, events: SealedEvents, agreement?: Agreement, timer = realTimer): End {
  const handshake = new Handshake(pipe, own, events, timer);
  handshake.answer(agreement);
  return (reason) => handshake.end(reason);
}

class Handshake {
  readonly #pipe: Pipe;
  readonly #own: Own;
  readonly #events: SealedEvents;
  readonly #cancel: () => void;
  #ended = false;
  #isUp = false;
  /** What came and nobody has taken yet. */
  #came: Bytes[] = [];
  #awaited = 0;
  #proofCame = false;
  #wants: ((message: Bytes) => void) | null = null;
  #opening: Direction | null = null;

  constructor(pipe: Pipe, own: Own, events: SealedEvents, timer: Timer) {
    this.#pipe = pipe;
    this.#own = own;
    this.#events = events;
    this.#cancel = timer(HANDSHAKE_MILLIS, () => this.end("handshake-timeout"));
    pipe.hear((bytes) => this.#hear(bytes), (reason) => this.#over(reason));
  }

  call(expected: Bytes | null, given?: Agreement): void {
    this.#run(async () => {
      const agreement = given ?? (await this.#own.curves.x.make());
      const greeting = concat([VERSION], agreement.key);
      this.#pipe.send(greeting);
      const answer = await this.#next(ANSWER_BYTES);
      const keys = await this.#keys(agreement, greeting, answer.subarray(0, GREETING_BYTES), answer);
      const peer = await this.#checked(keys.toCaller, answer.slice(GREETING_BYTES), "b", keys.transcript);
      if (expected !== null && !equal(peer, expected)) throw new Refusal("wrong-peer");
      this.#pipe.send(await keys.toCalled.seal(await this.#credential("a", keys.transcript)));
      this.#up(peer, keys.toCalled, keys.toCaller);
    });
  }

  answer(given?: Agreement): void {
    this.#run(async () => {
      const greeting = await this.#next(GREETING_BYTES);
      const agreement = given ?? (await this.#own.curves.x.make());
      const head = concat([VERSION], agreement.key);
      const keys = await this.#keys(agreement, greeting, head, greeting);
      this.#pipe.send(concat(head, await keys.toCaller.seal(await this.#credential("b", keys.transcript))));
      const peer = await this.#checked(keys.toCalled, await this.#next(PROOF_BYTES), "a", keys.transcript);
      this.#up(peer, keys.toCaller, keys.toCalled);
    });
  }

  #run(steps: () => Promise<void>): void {
    steps().catch((error: unknown) => this.end(error instanceof Refusal ? error.message : `handler-failed: ${String(error)}`));
  }

  async #keys(own: Agreement, greeting: Bytes, head: Bytes, from: Bytes): Promise<Keys> {
    const shared = await own.with(from.slice(1, GREETING_BYTES));
    if (shared === null) throw new Refusal("pipe-key-weak");
    return keysOf(shared, greeting, head);
  }

  async #credential(side: "a" | "b", transcript: Bytes): Promise<Bytes> {
    return concat(this.#own.id, await this.#own.sign(signed(side, transcript, this.#own.id)));
  }

  async #checked(direction: Direction, sealed: Bytes, side: "a" | "b", transcript: Bytes): Promise<Bytes> {
    const opened = await direction.open(sealed);
    if (opened === null) throw new Refusal("pipe-seal-broken");
    const peer = opened.slice(0, KEY_BYTES);
    const good = await this.#own.curves.ed.verify(peer, signed(side, transcript, peer), opened.slice(KEY_BYTES));
    if (!good) throw new Refusal("pipe-signature-wrong");
    return peer;
  }

  /** The next message of the handshake, which is to have that size. */
  async #next(size: number): Promise<Bytes> {
    this.#awaited = size;
    const message = this.#came.shift() ?? (await new Promise<Bytes>((came) => (this.#wants = came)));
    const greets = size !== PROOF_BYTES;
    if (greets && message.length > 0 && message[0] !== VERSION) throw new Refusal(`pipe-version-unknown: ${message[0]}`);
    if (message.length !== size) throw new Refusal(`pipe-malformed: ${message.length} bytes, expected ${size}`);
    return message;
  }

  #hear(bytes: Bytes): void {
    if (this.#ended) return;
    const opening = this.#opening;
    if (opening !== null) return this.#open(opening, bytes);
    // The caller's frames may be right behind its proof. Before that, nobody has much to say.
    const room = this.#proofCame ? FRAME_BYTES_MAX + TAG_BYTES : ANSWER_BYTES;
    if (this.#came.reduce((sum, one) => sum + one.length, bytes.length) > room) return this.end(`pipe-malformed: ${bytes.length} bytes too early`);
    const wants = this.#wants;
    this.#wants = null;
    if (wants === null) return void this.#came.push(bytes);
    this.#proofCame = this.#awaited === PROOF_BYTES;
    wants(bytes);
  }

  #up(peer: Bytes, out: Direction, into: Direction): void {
    if (this.#ended) return;
    this.#cancel();
    this.#isUp = true;
    this.#opening = into;
    const outbox = new Outbox(this.#pipe, out, (reason) => this.end(reason));
    this.#events.up({ peer, send: (frame) => outbox.send(frame), close: (reason) => this.end(reason) });
    for (const early of this.#came) this.#hear(early);
    this.#came = [];
  }

  #open(direction: Direction, bytes: Bytes): void {
    if (bytes.length <= TAG_BYTES || bytes.length > FRAME_BYTES_MAX + TAG_BYTES) return this.end("malformed");
    direction.opened(bytes, (frame) => {
      if (this.#ended) return;
      if (frame === null) this.end("pipe-seal-broken");
      else this.#events.frame(frame);
    });
  }

  /** We end it. */
  end(reason: string): void {
    if (this.#ended) return;
    this.#pipe.close(reason);
    this.#over(reason);
  }

  #over(reason: string): void {
    if (this.#ended) return;
    this.#cancel();
    if (this.#isUp && this.#opening !== null) {
      this.#opening.afterwards(() => this.#tellEnd(reason)); // what came before the end is told before it
    } else {
      this.#tellEnd(reason);
    }
  }

  #tellEnd(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#events.ended(reason);
  }
}

/** What is to be sent on a pipe that is up. */
class Outbox {
  readonly #pipe: Pipe;
  readonly #direction: Direction;
  readonly #cut: (reason: string) => void;
  #sealingBytes = 0;

  constructor(pipe: Pipe, direction: Direction, cut: (reason: string) => void) {
    this.#pipe = pipe;
    this.#direction = direction;
    this.#cut = cut;
  }

  send(frame: Bytes): void {
    if (this.#sealingBytes + this.#pipe.waitingBytes + frame.length > OUTBOX_BYTES_MAX) return this.#cut("outbox-full");
    this.#sealingBytes += frame.length;
    this.#direction.sealed(frame, (sealed) => {
      this.#sealingBytes -= frame.length;
      this.#pipe.send(sealed);
    });
  }
}
