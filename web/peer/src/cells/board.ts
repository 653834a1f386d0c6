// A community of peers: who is on it shares its spaces.
import { concat, random, toBase32, utf8 } from "../bytes.js";
import type { Host } from "../host.js";
import { Space, type Shared } from "./space.js";

const SECRET_BYTES = 16;

export class Board {
  readonly name: string;
  readonly #host: Host;
  readonly #observed: Map<string, Shared>;

  constructor(host: Host, name: string, observed: Map<string, Shared>) {
    this.#host = host;
    this.name = name;
    this.#observed = observed;
  }

  /** What it is known by everywhere; undefined where this peer is on no board of that name. */
  get id(): string | undefined {
    return healthOf(this.#host).boards[this.name]?.id;
  }

  /** The space of that name; two members who write into one name write into one space. */
  space(name: string): Space {
    return new Space(this.#host, this.name, name, this.#observed);
  }

  /** The ids of its members, as far as this peer knows. */
  members(): string[] {
    return Object.keys(healthOf(this.#host).boards[this.name]?.members ?? {});
  }

  /**
   * An invitation, as a link `kith:…`: for one peer, or `uses` (0: any number), for good or for so many milliseconds,
   * with a note that everybody on the board can read. Whoever has the link can use it.
   */
  async invite({ uses = 1, goodFor = 0, note = "" }: { uses?: number; goodFor?: number; note?: string } = {}): Promise<string> {
    if (!(goodFor >= 0)) throw new RangeError(`goodFor is ${goodFor}, expected milliseconds from now on, or 0 for good`);
    const secret = random(SECRET_BYTES);
    const labelled = concat(utf8("kith/invite-key/1"), [0], secret);
    const seed = new Uint8Array(await crypto.subtle.digest("SHA-256", labelled));
    const { key } = await this.#host.own.curves.ed.ofSeed(seed);
    const expiresAt = goodFor === 0 ? 0 : Date.now() + Math.round(goodFor);
    const { link } = await this.#host.ask({ do: "invite", board: this.name, secret, key: toBase32(key), uses, expiresAt, note });
    return link as string;
  }

  /** Puts a member out, or leaves: what it writes from then on counts nowhere. */
  async remove(member: string): Promise<void> {
    await this.#host.ask({ do: "remove-member", board: this.name, peer: member });
  }

  toString(): string {
    return `@${this.name}`;
  }
}

/** What the engine tells of itself, brought up to date. */
export type Health = {
  readonly boards: Readonly<Record<string, { readonly id: string; readonly default: boolean; readonly members: Readonly<Record<string, unknown>> }>>;
  /** By board and peer: members whom those are linked to that we are linked to. */
  readonly discovered: Readonly<Record<string, Readonly<Record<string, { readonly dialable: boolean; readonly through: readonly string[]; readonly heard: number; readonly stale: boolean; readonly because?: string }>>>>;
  readonly links: Readonly<Record<string, LinkHealth>>;
  readonly spaces: Readonly<Record<string, Readonly<Record<string, SpaceHealth>>>>;
  readonly store: { readonly end: string; readonly durable: string };
};

export type LinkHealth = {
  readonly address: string;
  readonly inbound: boolean;
  readonly agent: string;
  readonly device?: string;
  readonly can: readonly string[];
  readonly heard: number;
  readonly stale: boolean;
  readonly roundTripMicros?: number;
  readonly sent: number;
  readonly taken: number;
};

export type SpaceHealth = {
  readonly changes: number;
  readonly heads: unknown;
  readonly waiting: number;
  readonly peers: Readonly<Record<string, { readonly inSync: boolean; readonly missingThere: number; readonly missingHere: number }>>;
};

export function healthOf(host: Host): Health {
  host.checkRuns();
  host.ask({ do: "read", at: ".peer", depth: 0, cells: 1 }).catch(() => {}); // while it stops: as it was last
  const health = (host.value(".peer") ?? {}) as Partial<Health>;
  return { boards: {}, discovered: {}, links: {}, spaces: {}, store: { end: "", durable: "" }, ...health };
}
