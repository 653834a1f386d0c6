// What both sides of a pipe compute, and the sealing of messages in each direction (docs/protocol/pipe.md, section 2).
import { concat, utf8, type Bytes } from "../bytes.js";

export type Keys = { transcript: Bytes; toCalled: Direction; toCaller: Direction };

/** What both sides compute. */
export async function keysOf(shared: Bytes, greeting: Bytes, head: Bytes): Promise<Keys> {
  const transcript = new Uint8Array(await crypto.subtle.digest("SHA-256", concat(label("kith/pipe/1"), greeting, head)));
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const key = (info: string) =>
    crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: transcript, info: label(info) }, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const [toCalled, toCaller] = await Promise.all([key("kith/pipe-a-to-b/1"), key("kith/pipe-b-to-a/1")]);
  return { transcript, toCalled: new Direction(toCalled), toCaller: new Direction(toCaller) };
}

/** What a side signs. */
export function signed(side: "a" | "b", transcript: Bytes, id: Bytes): Bytes {
  return concat(label(`kith/pipe-${side}/1`), transcript, id);
}

function label(text: string): Bytes {
  return concat(utf8(text), [0]);
}

/** One direction of a pipe: a key, and how many messages it has sealed or opened. */
export class Direction {
  readonly #key: CryptoKey;
  #number = 0;
  #before: Promise<void> = Promise.resolve();

  constructor(key: CryptoKey) {
    this.#key = key;
  }

  /** The number of the next message. */
  goOnAt(number: number): void {
    this.#number = number;
  }

  async seal(plain: Bytes): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: this.#nonce() }, this.#key, plain));
  }

  /** Null when it was not sealed so. */
  async open(sealed: Bytes): Promise<Bytes | null> {
    try {
      return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: this.#nonce() }, this.#key, sealed));
    } catch {
      return null;
    }
  }

  /** The same, handed on behind all that was given before. */
  sealed(plain: Bytes, then: (sealed: Bytes) => void): void {
    this.#inOrder(this.seal(plain), then);
  }

  opened(sealed: Bytes, then: (plain: Bytes | null) => void): void {
    this.#inOrder(this.open(sealed), then);
  }

  afterwards(then: () => void): void {
    this.#inOrder(Promise.resolve(), then);
  }

  #inOrder<T>(work: Promise<T>, then: (done: T) => void): void {
    this.#before = Promise.all([work, this.#before]).then(([done]) => then(done));
  }

  #nonce(): Bytes {
    const nonce = new Uint8Array(12);
    const view = new DataView(nonce.buffer);
    view.setUint32(4, Math.floor(this.#number / 2 ** 32));
    view.setUint32(8, this.#number >>> 0);
    this.#number++;
    return nonce;
  }
}
