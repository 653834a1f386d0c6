// Direct connections between browsers: WebRTC data channels, arranged by signals that others pass on.
//
// Who calls makes the channels and an offer; the other answers. Candidates may overtake the descriptions that they
// belong to, and wait for them. A connection that does not come about in time is given up, and the caller tries a relay.
import { randomName, type Bytes } from "../bytes.js";
import { LanesIn, LanesOut } from "./lanes.js";
import type { Pipe } from "./pipe.js";
import type { Signal, SignalBody } from "./signals.js";

/**
 * Channels of one connection. Measured with 50 ms round trip between two Chromium 156, 4 MiB, on a machine with much else to
 * do: one 0.9 to 1.3 MB/s, four 0.7 to 0.8; four connections instead, 0.7. So one: what is large comes better by another way.
 */
export const LANES = 1;

/** What another peer may open on one connection. Beyond, the connection ends. */
const LANES_MAX = 4;

const CONNECT_MILLIS = 10_000;
const CANDIDATES_MAX = 64;
/** Calls from others that are not up yet. */
const CALLS_MAX = 16;

/** Says a signal to that peer; whether it was passed on. */
export type SaySignal = (to: string, signal: Pick<Signal, "session" | "seq"> & SignalBody) => Promise<boolean>;

export interface RtcEvents {
  say: SaySignal;
  /** Somebody called, and the connection is there. */
  called(pipe: Pipe, from: string): void;
}

/** All connections of a peer that are being made. */
export class Rtc {
  readonly #ice: RTCIceServer[];
  readonly #events: RtcEvents;
  readonly #lanes: number;
  readonly #attempts = new Map<string, Attempt>();

  constructor(ice: RTCIceServer[], events: RtcEvents, lanes = LANES) {
    this.#ice = ice;
    this.#events = events;
    this.#lanes = lanes;
  }

  static isThere(): boolean {
    return typeof RTCPeerConnection === "function";
  }

  /** Calls a peer. Fails with a code and details. */
  call(to: string): Promise<Pipe> {
    return new Promise((up, failed) => {
      const attempt = this.#attempt(to, randomName(), up, failed);
      void attempt.offer(this.#lanes);
    });
  }

  /** A signal that counts. */
  heard(signal: Signal): void {
    const known = this.#attempts.get(nameOf(signal.from, signal.session));
    if (known !== undefined) return void known.heard(signal);
    const offers = "sdp" in signal && signal.sdp.type === "offer" && signal.seq === 0;
    if (!offers || this.#attempts.size >= CALLS_MAX) return;
    try {
      const attempt = this.#attempt(signal.from, signal.session, (pipe) => this.#events.called(pipe, signal.from), () => {});
      void attempt.heard(signal);
    } catch {
      // The browser makes no more connections. Who calls gives up, and tries another way.
    }
  }

  close(): void {
    for (const attempt of this.#attempts.values()) attempt.fail("closing");
  }

  #attempt(other: string, session: string, up: (pipe: Pipe) => void, failed: (why: Error) => void): Attempt {
    const name = nameOf(other, session);
    let seq = 0;
    const say = (body: SignalBody) => this.#events.say(other, { session, seq: seq++, ...body });
    const done = () => void this.#attempts.delete(name);
    const attempt = new Attempt(new RTCPeerConnection({ iceServers: this.#ice }), say, done, up, failed);
    this.#attempts.set(name, attempt);
    return attempt;
  }
}

function nameOf(peer: string, session: string): string {
  return `${peer}/${session}`;
}

/** One connection, until it is there or given up. */
class Attempt {
  readonly #connection: RTCPeerConnection;
  readonly #say: (body: SignalBody) => Promise<boolean>;
  readonly #done: () => void;
  readonly #up: (pipe: Pipe) => void;
  readonly #failed: (why: Error) => void;
  readonly #pipe: RtcPipe;
  readonly #late: ReturnType<typeof setTimeout>;
  #candidates: RTCIceCandidateInit[] | null = [];
  #isOver = false;

  constructor(connection: RTCPeerConnection, say: (body: SignalBody) => Promise<boolean>, done: () => void, up: (pipe: Pipe) => void, failed: (why: Error) => void) {
    this.#connection = connection;
    this.#say = say;
    this.#done = done;
    this.#up = up;
    this.#failed = failed;
    this.#pipe = new RtcPipe(connection);
    this.#late = setTimeout(() => this.fail("unreachable: no direct connection within 10 s"), CONNECT_MILLIS);
    connection.onicecandidate = ({ candidate }) => {
      if (candidate !== null && !this.#isOver) void this.#say({ ice: candidate.toJSON() });
    };
    connection.onconnectionstatechange = () => {
      if (connection.connectionState === "failed") this.fail("unreachable: the browsers found no way to each other");
    };
    connection.ondatachannel = ({ channel }) => this.#add(channel);
  }

  async offer(lanes: number): Promise<void> {
    await this.#try(async () => {
      for (let lane = 0; lane < lanes; lane++) this.#add(this.#connection.createDataChannel(`kith ${lane}`, { ordered: true }));
      await this.#describe("offer");
    });
  }

  async heard(signal: SignalBody): Promise<void> {
    await this.#try(async () => {
      if ("bye" in signal) return this.fail(`closed-by-peer: ${signal.bye}`);
      if ("ice" in signal) return this.#candidate(signal.ice);
      await this.#connection.setRemoteDescription(signal.sdp);
      const waiting = this.#candidates ?? [];
      this.#candidates = null;
      for (const candidate of waiting) await this.#connection.addIceCandidate(candidate);
      if (signal.sdp.type === "offer") await this.#describe("answer");
    });
  }

  fail(reason: string): void {
    if (this.#isOver) return;
    this.#over();
    if (!reason.startsWith("closed-by-peer")) void this.#say({ bye: reason });
    this.#connection.close();
    this.#failed(new Error(reason));
  }

  async #try(step: () => Promise<void>): Promise<void> {
    try {
      if (!this.#isOver) await step();
    } catch (error) {
      this.fail(`handshake-failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #describe(type: "offer" | "answer"): Promise<void> {
    await this.#connection.setLocalDescription();
    const sdp = this.#connection.localDescription?.sdp ?? "";
    if (!(await this.#say({ sdp: { type, sdp } }))) this.fail("unreachable: nobody passes signals on to it");
  }

  async #candidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (this.#candidates === null) return this.#connection.addIceCandidate(candidate);
    if (this.#candidates.length < CANDIDATES_MAX) this.#candidates.push(candidate);
  }

  #add(channel: RTCDataChannel): void {
    channel.binaryType = "arraybuffer";
    if (!this.#pipe.take(channel)) return this.fail("malformed: too many channels");
    const opened = () => {
      this.#pipe.opened(channel);
      if (this.#isOver) return;
      this.#over();
      this.#up(this.#pipe);
    };
    if (channel.readyState === "open") opened();
    else channel.onopen = opened;
  }

  #over(): void {
    this.#isOver = true;
    clearTimeout(this.#late);
    this.#done();
  }
}

/** A connection as a pipe. It ends when one of its channels does. */
class RtcPipe implements Pipe {
  readonly #connection: RTCPeerConnection;
  readonly #out = new LanesOut();
  readonly #into = new LanesIn((bytes) => this.#take(bytes), () => this.#over("malformed"));
  #lanes = 0;
  #early: Bytes[] = [];
  #message: ((bytes: Bytes) => void) | null = null;
  #ended: (reason: string) => void = () => {};
  #isOver = false;

  constructor(connection: RTCPeerConnection) {
    this.#connection = connection;
  }

  get waitingBytes(): number {
    return this.#out.waitingBytes;
  }

  /** What comes over that channel is taken in; false when it is one too many, which ends the pipe. */
  take(channel: RTCDataChannel): boolean {
    if (++this.#lanes > LANES_MAX) {
      this.#over("malformed");
      return false;
    }
    channel.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (typeof data === "string") this.#over("malformed");
      else this.#into.take(new Uint8Array(data));
    };
    channel.onclose = () => this.#over("connection-lost");
    return true;
  }

  opened(channel: RTCDataChannel): void {
    this.#out.add(channel);
  }

  send(message: Bytes): void {
    if (!this.#isOver) this.#out.send(message);
  }

  hear(message: (bytes: Bytes) => void, ended: (reason: string) => void): void {
    this.#message = message;
    this.#ended = ended;
    for (const bytes of this.#early.splice(0)) message(bytes);
  }

  close(): void {
    this.#isOver = true;
    this.#connection.close();
  }

  #take(bytes: Bytes): void {
    if (this.#isOver) return;
    if (this.#message === null) this.#early.push(bytes);
    else this.#message(bytes);
  }

  #over(reason: string): void {
    if (this.#isOver) return;
    this.close();
    this.#ended(reason);
  }
}
