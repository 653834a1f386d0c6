// All links of this peer: what is dialled, by which way, what comes in, and how it stands. Between the engine, which
// knows links by numbers, and pipes of all kinds.
import { equal, fromBase32, toBase32, type Bytes } from "../bytes.js";
import { answer, call, type End, type Own, type Pipe, type Sealed } from "./pipe.js";
import { openSocket } from "./ws.js";

export type LinkKind = "websocket" | "webrtc" | "same browser" | "relay";

/** How a link stands. */
export type LinkState = {
  readonly link: number;
  readonly peer: string;
  readonly kind: LinkKind;
  readonly address: string;
  readonly inbound: boolean;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
};

/** What the engine is told. */
export interface LinkEvents {
  up(link: number, peer: Bytes, inbound: boolean, address: string): void;
  frame(link: number, bytes: Bytes): void;
  down(link: number, reason: string): void;
  dialFailed(address: string, reason: string): void;
}

/** Ways to a peer whose id is known, the best first: each gives a pipe, fails, or is none (null). */
export type Way = { readonly kind: LinkKind; readonly open: (peer: string) => Promise<Pipe> | null };

/** Links from others with whom we share no board (yet). Beyond, the oldest of them is cut. */
const STRANGERS_MAX = 32;
/** Pipes from others on which nobody has proven anything yet. Beyond, the oldest goes: a handshake is over in milliseconds. */
const NEWCOMERS_MAX = 32;
/** A relayed link is a detour: who called tries the direct ways again after that long, then after twice as long each time. */
const DIRECT_FIRST_MILLIS = 1_000;
const DIRECT_LAST_MILLIS = 300_000;
export const MESH = "mesh:";
const OFFLINE = "offline: its owner has taken this peer offline";

type Link = { sealed: Sealed; peer: Bytes; kind: LinkKind; address: string; inbound: boolean; since: number; bytesIn: number; bytesOut: number; isKnown: boolean };

export class Links {
  readonly #own: Own;
  readonly #events: LinkEvents;
  readonly #ways: readonly Way[];
  readonly #byNumber = new Map<number, Link>();
  /** What ends a pipe on which nobody has proven anything yet: of others, and our own. */
  readonly #newcomers = new Map<Pipe, End>();
  readonly #calls = new Map<Pipe, End>();
  /** When a direct way to a peer is tried again: one turn for each. */
  readonly #straightening = new Map<string, ReturnType<typeof setTimeout>>();
  #number = 0;
  #isClosed = false;
  #isOnline = true;

  constructor(own: Own, events: LinkEvents, ways: readonly Way[]) {
    this.#own = own;
    this.#events = events;
    this.#ways = ways;
  }

  all(): LinkState[] {
    return [...this.#byNumber].map(([link, { peer, kind, address, inbound, since, bytesIn, bytesOut }]) => ({
      link, peer: toBase32(peer), kind, address, inbound, since, bytesIn, bytesOut, // prettier-ignore
    }));
  }

  // From the engine

  dial(address: string, expected: Bytes | null): void {
    void this.#dial(address, expected).catch((error: unknown) => {
      if (!this.#isClosed) this.#events.dialFailed(address, error instanceof Error ? error.message : String(error));
    });
  }

  send(link: number, frame: Bytes): void {
    const to = this.#byNumber.get(link);
    if (to === undefined) return;
    to.bytesOut += frame.length;
    to.sealed.send(frame);
  }

  hangUp(link: number, reason: string): void {
    this.#byNumber.get(link)?.sealed.close(reason);
  }

  known(link: number): void {
    const of = this.#byNumber.get(link);
    if (of !== undefined) of.isKnown = true;
  }

  close(): void {
    this.#isClosed = true;
    for (const turn of this.#straightening.values()) clearTimeout(turn);
    this.#straightening.clear();
    this.#endAll("closing");
  }

  #endAll(reason: string): void {
    for (const { sealed } of [...this.#byNumber.values()]) sealed.close(reason);
    for (const end of [...this.#newcomers.values(), ...this.#calls.values()]) end(reason);
  }

  // From the owner

  /** Offline there are no links, and none is made or taken. */
  setOnline(online: boolean): void {
    this.#isOnline = online;
    if (!online) this.#endAll("offline");
  }

  get isOnline(): boolean {
    return this.#isOnline;
  }

  /** Ends the links with that peer; of one kind, if that is said. Either side may make new ones. */
  cut(peer: string, kind?: LinkKind): void {
    for (const link of [...this.#byNumber.values()]) {
      if (toBase32(link.peer) === peer && (kind === undefined || link.kind === kind)) link.sealed.close("cut");
    }
  }

  // From the ways

  /** Takes a pipe that another peer opened. */
  take(pipe: Pipe, kind: LinkKind): void {
    if (this.#isClosed || !this.#isOnline) return pipe.close("closing");
    for (const [oldest, end] of this.#newcomers) {
      if (this.#newcomers.size < NEWCOMERS_MAX) break;
      this.#newcomers.delete(oldest);
      end("crowded-out");
    }
    const events = this.#eventsOf(pipe, kind, true, null, () => {});
    this.#newcomers.set(pipe, answer(pipe, this.#own, events));
  }

  /** Makes a link of a pipe that this side opened. */
  open(pipe: Pipe, kind: LinkKind, address: string, expected: Bytes | null): Promise<void> {
    return new Promise((up, failed) => {
      if (this.#isClosed || !this.#isOnline) {
        pipe.close("closing"); // while the pipe was made, its owner went offline
        return failed(new Error(OFFLINE));
      }
      const events = this.#eventsOf(pipe, kind, false, address, (reason) => (reason === null ? up() : failed(new Error(reason))));
      this.#calls.set(pipe, call(pipe, this.#own, expected, events));
    });
  }

  async #dial(address: string, expected: Bytes | null): Promise<void> {
    if (!this.#isOnline) throw new Error(OFFLINE);
    if (address.startsWith("ws:") || address.startsWith("wss:")) {
      return this.open(await openSocket(address), "websocket", address, expected);
    }
    const peer = address.startsWith(MESH) ? fromBase32(address.slice(MESH.length)) : null;
    if (peer?.length !== 32) throw new Error("address-kind: it is for nodes; a browser has others, as wss://host/.kith/link");
    if (expected !== null && !equal(expected, peer)) throw new Error("wrong-peer: the address is another peer's");
    await this.#dialPeer(address, peer);
  }

  async #dialPeer(address: string, peer: Bytes): Promise<void> {
    const kind = await this.#tryWays(this.#ways, address, peer);
    if (kind === "relay") this.#straighten(address, peer, DIRECT_FIRST_MILLIS);
  }

  /** The kind of the link that came about. */
  async #tryWays(ways: readonly Way[], address: string, peer: Bytes): Promise<LinkKind> {
    const failures: string[] = [];
    for (const { kind, open } of ways) {
      try {
        const opening = open(toBase32(peer));
        if (opening === null) continue;
        await this.open(await opening, kind, address, peer);
        return kind;
      } catch (error) {
        failures.push(`${kind}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    throw new Error(failures.length === 0 ? "unreachable: nobody passes anything on to it" : `unreachable: ${failures.join("; ")}`);
  }

  /** Tries the direct ways again and again, for as long as there is a detour. */
  #straighten(address: string, peer: Bytes, waitMillis: number): void {
    const name = toBase32(peer);
    clearTimeout(this.#straightening.get(name)); // of a detour before this one
    const again = async () => {
      this.#straightening.delete(name);
      const isDetour = [...this.#byNumber.values()].some((link) => link.kind === "relay" && !link.inbound && equal(link.peer, peer));
      if (!isDetour) return;
      const direct = this.#ways.filter(({ kind }) => kind !== "relay");
      await this.#tryWays(direct, address, peer).catch(() => {
        // Meanwhile there may be another detour, with a turn of its own.
        if (!this.#isClosed && !this.#straightening.has(name)) this.#straighten(address, peer, Math.min(DIRECT_LAST_MILLIS, 2 * waitMillis));
      });
    };
    this.#straightening.set(name, setTimeout(() => void again(), waitMillis));
  }

  /** `over`: null when it is up, else why not. */
  #eventsOf(pipe: Pipe, kind: LinkKind, inbound: boolean, address: string | null, over: (reason: string | null) => void) {
    let number = 0;
    const forget = () => {
      this.#newcomers.delete(pipe);
      this.#calls.delete(pipe);
    };
    return {
      up: (sealed: Sealed) => {
        forget();
        number = ++this.#number;
        const link: Link = { sealed, peer: sealed.peer, kind, address: address ?? MESH + toBase32(sealed.peer), inbound, since: Date.now(), bytesIn: 0, bytesOut: 0, isKnown: false };
        this.#byNumber.set(number, link);
        this.#events.up(number, link.peer, inbound, link.address);
        over(null);
        this.#endDetours(number, link);
        if (inbound) this.#cutStrangers();
      },
      frame: (bytes: Bytes) => {
        const link = this.#byNumber.get(number);
        if (link === undefined) return;
        link.bytesIn += bytes.length;
        this.#events.frame(number, bytes);
      },
      ended: (reason: string) => {
        forget();
        if (this.#byNumber.delete(number)) this.#events.down(number, reason);
        else over(reason);
      },
    };
  }

  /** Nobody relays for two that are linked directly, whichever link came first. */
  #endDetours(number: number, { peer, kind }: Link): void {
    const all = [...this.#byNumber].filter(([, link]) => equal(link.peer, peer));
    const isDirect = kind !== "relay" || all.some(([other, link]) => other !== number && link.kind !== "relay");
    if (isDirect) for (const [, link] of all) if (link.kind === "relay") link.sealed.close("direct-link");
  }

  #cutStrangers(): void {
    const strangers = [...this.#byNumber.values()].filter((link) => link.inbound && !link.isKnown);
    if (strangers.length > STRANGERS_MAX) strangers[0]!.sealed.close("crowded-out");
  }
}
