// Messages over one ordered channel or several, in pieces, put together again in their order.
//
// A data channel takes messages of some 256 KiB at most. So a message is cut, its pieces go where least waits, and a
// number says what belongs together:
//
//   piece = number:u32 index:u16 count:u16 u8*        ; the high byte first
import { concat, type Bytes } from "../bytes.js";
import { FRAME_BYTES_MAX, OUTBOX_BYTES_MAX } from "./pipe.js";

export const PIECE_BYTES = 64 << 10;
const HEAD_BYTES = 8;
const PIECES_MAX = Math.ceil((FRAME_BYTES_MAX + 16) / PIECE_BYTES);

/** Bytes that a channel is given ahead of what it has sent. More only costs memory. */
const AHEAD_BYTES = 256 << 10;

/** A data channel, of which this is used. */
export interface Lane {
  readonly bufferedAmount: number;
  bufferedAmountLowThreshold: number;
  onbufferedamountlow: ((event: Event) => void) | null;
  readonly readyState: RTCDataChannelState;
  send(piece: Bytes): void;
}

/** The way out. */
export class LanesOut {
  readonly #lanes: Lane[] = [];
  #waiting: Bytes[] = [];
  #waitingBytes = 0;
  #number = 0;

  add(lane: Lane): void {
    lane.bufferedAmountLowThreshold = AHEAD_BYTES / 2;
    lane.onbufferedamountlow = () => this.#pump();
    this.#lanes.push(lane);
    this.#pump();
  }

  get waitingBytes(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.bufferedAmount, this.#waitingBytes);
  }

  send(message: Bytes): void {
    const count = Math.ceil(message.length / PIECE_BYTES);
    for (let index = 0; index < count; index++) {
      const head = new Uint8Array(HEAD_BYTES);
      const view = new DataView(head.buffer);
      view.setUint32(0, this.#number);
      view.setUint16(4, index);
      view.setUint16(6, count);
      const piece = concat(head, message.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES));
      this.#waiting.push(piece);
      this.#waitingBytes += piece.length;
    }
    this.#number = (this.#number + 1) >>> 0;
    this.#pump();
  }

  #pump(): void {
    let sent = 0;
    for (const piece of this.#waiting) {
      const lane = this.#emptiest();
      if (lane === null) break;
      if (lane.readyState === "open") lane.send(piece); // else the connection is about to end
      this.#waitingBytes -= piece.length;
      sent++;
    }
    this.#waiting.splice(0, sent);
  }

  /** The first where nobody has less; null when all have enough. */
  #emptiest(): Lane | null {
    let best: Lane | null = null;
    for (const lane of this.#lanes) if (best === null || lane.bufferedAmount < best.bufferedAmount) best = lane;
    return best !== null && best.bufferedAmount < AHEAD_BYTES ? best : null;
  }
}

/** The way in. */
export class LanesIn {
  readonly #message: (bytes: Bytes) => void;
  readonly #broken: () => void;
  readonly #parts = new Map<number, { pieces: (Bytes | undefined)[]; missing: number }>();
  #bytes = 0;
  #next = 0;

  constructor(message: (bytes: Bytes) => void, broken: () => void) {
    this.#message = message;
    this.#broken = broken;
  }

  take(piece: Bytes): void {
    if (piece.length <= HEAD_BYTES || piece.length > HEAD_BYTES + PIECE_BYTES) return this.#broken();
    const view = new DataView(piece.buffer, piece.byteOffset, HEAD_BYTES);
    const [number, index, count] = [view.getUint32(0), view.getUint16(4), view.getUint16(6)];
    const part = this.#parts.get(number) ?? { pieces: new Array<Bytes | undefined>(Math.min(count, PIECES_MAX)), missing: count };
    this.#bytes += piece.length;
    const isNew = number - this.#next >= 0 && part.pieces[index] === undefined;
    if (count === 0 || count > PIECES_MAX || part.pieces.length !== count || index >= count || !isNew || this.#bytes > 2 * OUTBOX_BYTES_MAX) return this.#broken();
    part.pieces[index] = piece.subarray(HEAD_BYTES);
    part.missing--;
    this.#parts.set(number, part);
    this.#deliver();
  }

  #deliver(): void {
    for (let part = this.#parts.get(this.#next); part?.missing === 0; part = this.#parts.get(this.#next)) {
      this.#parts.delete(this.#next);
      this.#next = (this.#next + 1) >>> 0;
      const pieces = part.pieces as Bytes[];
      this.#bytes -= pieces.reduce((sum, piece) => sum + piece.length + HEAD_BYTES, 0);
      this.#message(pieces.length === 1 ? pieces[0]! : concat(...pieces));
    }
  }
}
