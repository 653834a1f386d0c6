// A pipe through a third peer, where no direct connection forms: what is sealed at one end is opened at the other, and
// who passes it on sees sizes and times.
//
//   message = kind session:u8*8 u8*          ; kind: 0 open, 1 the last piece of a message, 2 a piece before it, 3 close
//
// A message is cut into pieces, as one of the largest frame would not fit into a frame of the link that it goes over; and
// so that others' messages get between. Few are on their way at once: who passes on has bounds, and refuses what is over.
import { concat, random, toBase32, type Bytes } from "../bytes.js";
import { FRAME_BYTES_MAX, type Pipe } from "./pipe.js";

const OPEN = 0;
const LAST = 1;
const PIECE = 2;
const CLOSE = 3;
const SESSION_BYTES = 8;
const HEAD_BYTES = 1 + SESSION_BYTES;
export const PIECE_BYTES = 256 << 10;

/** What is on its way at once, on one pipe: a quarter of what may be between two peers. */
const WINDOW_BYTES = 1 << 20;
const WINDOW_MESSAGES = 64;

/** Relayed pipes at once; the forwarders' bounds are tighter. Guess. */
const PIPES_MAX = 64;

/** Passes something on to that peer; whether that could be done. */
export type Pass = (to: string, message: Bytes) => Promise<boolean>;

/** All relayed pipes of a peer. */
export class Relay {
  readonly #pass: Pass;
  readonly #called: (pipe: Pipe, from: string) => void;
  readonly #pipes = new Map<string, RelayPipe>();

  /** `called` is told of a pipe that another peer opened. */
  constructor(pass: Pass, called: (pipe: Pipe, from: string) => void) {
    this.#pass = pass;
    this.#called = called;
  }

  /** Opens a pipe. Whether somebody is there shows its handshake. */
  call(to: string): Pipe {
    const session = random(SESSION_BYTES);
    const pipe = this.#pipe(to, session);
    pipe.open();
    return pipe;
  }

  /** What was passed on to us. */
  heard(from: string, message: Bytes): void {
    if (message.length < HEAD_BYTES) return;
    const [kind] = message;
    const session = message.slice(1, HEAD_BYTES);
    const known = this.#pipes.get(nameOf(from, session));
    if (kind === OPEN) {
      if (known === undefined && this.#pipes.size < PIPES_MAX) this.#called(this.#pipe(from, session), from);
    } else if (kind === CLOSE) {
      known?.over("closed-by-peer");
    } else if (kind === LAST || kind === PIECE) {
      known?.take(message.subarray(HEAD_BYTES), kind === LAST);
    }
  }

  #pipe(other: string, session: Bytes): RelayPipe {
    const name = nameOf(other, session);
    const pipe = new RelayPipe((message) => this.#pass(other, message), session, () => this.#pipes.delete(name));
    this.#pipes.set(name, pipe);
    return pipe;
  }
}

function nameOf(peer: string, session: Bytes): string {
  return `${peer}/${toBase32(session)}`;
}

class RelayPipe implements Pipe {
  waitingBytes = 0;
  readonly #pass: (message: Bytes) => Promise<boolean>;
  readonly #session: Bytes;
  readonly #forget: () => void;
  #message: (bytes: Bytes) => void = () => {};
  #ended: (reason: string) => void = () => {};
  #pieces: Bytes[] = [];
  #piecesBytes = 0;
  #isOver = false;
  #queue: Bytes[] = [];
  #flying = 0;
  #flyingBytes = 0;

  constructor(pass: (message: Bytes) => Promise<boolean>, session: Bytes, forget: () => void) {
    this.#pass = pass;
    this.#session = session;
    this.#forget = forget;
  }

  open(): void {
    this.#say(OPEN);
  }

  hear(message: (bytes: Bytes) => void, ended: (reason: string) => void): void {
    this.#message = message;
    this.#ended = ended;
  }

  send(message: Bytes): void {
    for (let at = 0; at < message.length; at += PIECE_BYTES) {
      const end = Math.min(at + PIECE_BYTES, message.length);
      this.#say(end === message.length ? LAST : PIECE, message.subarray(at, end));
    }
  }

  close(): void {
    if (this.#isOver) return;
    void this.#pass(concat([CLOSE], this.#session));
    this.#isOver = true;
    this.#forget();
  }

  take(piece: Bytes, isLast: boolean): void {
    if (this.#isOver) return;
    this.#piecesBytes += piece.length;
    if (this.#piecesBytes > FRAME_BYTES_MAX + 16 || this.#pieces.length > FRAME_BYTES_MAX / PIECE_BYTES) return this.#refuse();
    this.#pieces.push(piece);
    if (!isLast) return;
    const whole = concat(...this.#pieces);
    this.#pieces = [];
    this.#piecesBytes = 0;
    this.#message(whole);
  }

  #refuse(): void {
    this.close();
    this.#ended("malformed");
  }

  over(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#forget();
    this.#ended(reason);
  }

  #say(kind: number, bytes: Uint8Array = new Uint8Array(0)): void {
    if (this.#isOver) return;
    const message = concat([kind], this.#session, bytes);
    this.waitingBytes += message.length;
    this.#queue.push(message);
    this.#pump();
  }

  #pump(): void {
    while (this.#queue.length > 0 && this.#flying < WINDOW_MESSAGES && this.#flyingBytes < WINDOW_BYTES && !this.#isOver) {
      const message = this.#queue.shift()!;
      this.#flying++;
      this.#flyingBytes += message.length;
      void this.#pass(message).then((passed) => {
        this.#flying--;
        this.#flyingBytes -= message.length;
        this.waitingBytes -= message.length;
        if (passed) this.#pump();
        else this.over("connection-lost: nobody passes it on");
      });
    }
  }
}
