// Signals: what two peers say to each other, through others, to make a direct connection. Each is signed by its
// sender, so that nobody on the way can put itself in between; the fingerprints of the connection are in them.
//
//   {"v":1,"board":…,"from":…,"to":…,"session":…,"seq":n,"at":millis,"sdp"|"ice"|"bye":…,"sig":base64}
//
// in UTF-8; `sig` is S(from, "kith/signal/1", the text without sig), with the fields in that order and no white space.
// Clocks are an hour apart here and there. So the age of a signal is measured by the clock of who sent it: by how far
// that one was ahead of ours before. A signal of a session that was seen counts by its sequence alone.
import { concat, fromBase32, fromBase64, toBase32, toBase64, utf8, type Bytes } from "../bytes.js";
import type { Ed25519, Sign } from "../keys/curves.js";

export const SIGNAL_BYTES_MAX = 16 << 10;
const AGE_MILLIS_MAX = 60_000;
/** How far apart two clocks may be that meet for the first time. */
const APART_MILLIS_MAX = 2 * 3_600_000;
const PEERS_MAX = 256;
const SESSIONS_MAX = 16;
const SESSION_CHARS_MAX = 64;

export type SignalBody = { sdp: { type: "offer" | "answer"; sdp: string } } | { ice: RTCIceCandidateInit } | { bye: string };

export type Signal = { board: string; from: string; to: string; session: string; seq: number; at: number } & SignalBody;

export async function sealSignal(signal: Signal, sign: Sign): Promise<Bytes> {
  const text = canonical(signal);
  const sig = toBase64(await sign(signedText(text)));
  return utf8(`${text.slice(0, -1)},"sig":${JSON.stringify(sig)}}`);
}

export type Refused = "signal-malformed" | "signal-not-ours" | "signal-forged" | "signal-old" | "signal-seen";

/** Takes signals in, each once, and counts what it refuses. */
export class Signals {
  readonly #self: string;
  readonly #ed: Ed25519;
  readonly #now: () => number;
  readonly #peers = new Map<string, { ahead: number; sessions: Map<string, number> }>();
  readonly refused = new Map<Refused, number>();

  constructor(self: Bytes, ed: Ed25519, now: () => number = Date.now) {
    this.#self = toBase32(self);
    this.#ed = ed;
    this.#now = now;
  }

  /** The signal, if it counts; it came from that peer about that board. */
  async take(bytes: Bytes, from: string, board: string): Promise<Signal | null> {
    const found = await this.#checked(bytes, from, board);
    if (typeof found !== "string") return found;
    this.refused.set(found, (this.refused.get(found) ?? 0) + 1);
    return null;
  }

  async #checked(bytes: Bytes, from: string, board: string): Promise<Signal | Refused> {
    const parsed = parse(bytes);
    if (parsed === null) return "signal-malformed";
    const { signal, sig } = parsed;
    if (signal.to !== this.#self || signal.from !== from || signal.board !== board) return "signal-not-ours";
    const key = fromBase32(signal.from);
    if (key === null || !(await this.#ed.verify(key, signedText(canonical(signal)), sig))) return "signal-forged";
    return this.#isNew(signal);
  }

  #isNew(signal: Signal): Signal | Refused {
    const ahead = signal.at - this.#now();
    const peer = this.#peers.get(signal.from) ?? { ahead, sessions: new Map<string, number>() };
    const last = peer.sessions.get(signal.session);
    if (last === undefined && (Math.abs(ahead) > APART_MILLIS_MAX || ahead < peer.ahead - AGE_MILLIS_MAX)) return "signal-old";
    if (last !== undefined && signal.seq <= last) return "signal-seen";
    peer.ahead = Math.max(peer.ahead, ahead);
    newest(peer.sessions, signal.session, signal.seq, SESSIONS_MAX);
    newest(this.#peers, signal.from, peer, PEERS_MAX);
    return signal;
  }
}

/** Puts it at the end of the map, which loses its first when it is full. */
function newest<T>(map: Map<string, T>, key: string, value: T, max: number): void {
  map.delete(key);
  if (map.size === max) map.delete(map.keys().next().value!);
  map.set(key, value);
}

function signedText(text: string): Bytes {
  return concat(utf8("kith/signal/1"), [0], utf8(text));
}

function canonical(signal: Signal): string {
  const { board, from, to, session, seq, at } = signal;
  return JSON.stringify({ v: 1, board, from, to, session, seq, at, ...bodyOf(signal) });
}

/** With its fields in order, and no others. */
function bodyOf(signal: SignalBody): SignalBody {
  if ("sdp" in signal) return { sdp: { type: signal.sdp.type, sdp: signal.sdp.sdp } };
  if ("bye" in signal) return { bye: signal.bye };
  const { candidate = "", sdpMid = null, sdpMLineIndex = null, usernameFragment = null } = signal.ice;
  return { ice: { candidate, sdpMid, sdpMLineIndex, usernameFragment } };
}

function parse(bytes: Bytes): { signal: Signal; sig: Bytes } | null {
  if (bytes.length > SIGNAL_BYTES_MAX) return null;
  let read: unknown;
  try {
    read = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
  if (!isObject(read) || read["v"] !== 1) return null;
  const { board, from, to, session, seq, at, sig } = read;
  const body = bodyIn(read);
  if (typeof board !== "string" || typeof from !== "string" || typeof to !== "string" || typeof sig !== "string" || body === null) return null;
  if (typeof session !== "string" || session.length > SESSION_CHARS_MAX || !isCount(seq) || !isCount(at)) return null;
  const signature = fromBase64(sig);
  return signature === null ? null : { signal: { board, from, to, session, seq, at, ...body }, sig: signature };
}

function bodyIn(read: Record<string, unknown>): SignalBody | null {
  const { sdp, ice, bye } = read;
  if (isObject(sdp)) {
    const { type, sdp: text } = sdp;
    return (type === "offer" || type === "answer") && typeof text === "string" ? { sdp: { type, sdp: text } } : null;
  }
  if (isObject(ice)) {
    const { candidate, sdpMid = null, sdpMLineIndex = null, usernameFragment = null } = ice;
    const sound = typeof candidate === "string" && isTextOrNull(sdpMid) && isTextOrNull(usernameFragment) && (sdpMLineIndex === null || isCount(sdpMLineIndex));
    return sound ? { ice: { candidate, sdpMid, sdpMLineIndex, usernameFragment } } : null;
  }
  return typeof bye === "string" ? { bye } : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}
