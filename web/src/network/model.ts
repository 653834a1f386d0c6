// What is known of a board at one moment: peers, links, and the ways that updates took. It is the sum of deltas, which a
// recording keeps and a live source makes: one form for both. Everything has a bound; what is beyond it is not shown.

export type Standing = "alive" | "suspected" | "gone";
/** What the side that gets more over a link gets: everything at once, word of it, or neither. */
export type Role = "feeds" | "announces" | "lazy" | "unknown";

/** By what a time is known: the sender and the round trip of its link, the sender alone, two clocks; or it is not. */
export type By = "link" | "sender" | "clocks" | "none";
/** Who says that a copy went from one to the other. */
export type Says = "both" | "sender" | "receiver";

/** How one pass of a live board is known; of a recording all is known. */
export interface Word {
  readonly by: By;
  readonly says: Says;
}

export interface PeerShown {
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly cluster: string;
  readonly leads: boolean;
  readonly standing: Standing;
  readonly self: boolean;
  /** Why it leads, and from where all this is known; empty in a recording. */
  readonly why: string;
  readonly source: string;
  /** Of who leads: how many its cluster has; 0 where nobody says. */
  readonly size: number;
}

/** `a` is less than `b`; `micros` is the round trip, 0 where it is not measured. */
export interface LinkShown {
  readonly a: number;
  readonly b: number;
  readonly role: Role;
  readonly micros: number;
}

/**
 * One copy of an update: when it was sent and when it came, in milliseconds of the picture's clock. It is from the receiver
 * itself where nobody remembers from whom it was. One that is `claimed` is the sender's word alone: whether it came is not known.
 */
export interface Pass {
  readonly from: number;
  readonly to: number;
  readonly sent: number;
  readonly at: number;
  readonly hops: number;
  readonly redundant: boolean;
  readonly claimed?: boolean;
  readonly word?: Word;
}

/** `passes` are in the order in which they came; those of a recording are all there from the beginning. */
export interface UpdateShown {
  readonly number: number;
  readonly by: number;
  readonly label: string;
  readonly bytes: number;
  readonly at: number;
  readonly passes: readonly Pass[];
}

type PeerTold = Partial<Omit<PeerShown, "number">>;
/** A field that is not there has not changed. Peers are called by a number of the source's choice. */
export type Passed = { readonly at: number; readonly pass: number; readonly from: number; readonly to: number; readonly sent: number; readonly hops: number; readonly redundant?: boolean; readonly claimed?: boolean; readonly word?: Word };
export type Delta = Passed | ({ readonly at: number } & (
  | ({ readonly peer: number } & PeerTold)
  | { readonly left: number }
  | { readonly link: readonly [number, number]; readonly role: Role; readonly micros: number }
  | { readonly unlink: readonly [number, number] }
  | { readonly update: number; readonly by: number; readonly label: string; readonly bytes: number }
));

export const ROLES: readonly Role[] = ["feeds", "announces", "lazy", "unknown"];
export const STANDINGS: readonly Standing[] = ["alive", "suspected", "gone"];

export const PEERS_MAX = 2_000;
export const LINKS_MAX = 20_000;
export const UPDATES_MAX = 64;
export const PASSES_MAX = 20_000; // of one update

const BLANK = { id: "", name: "", region: "", cluster: "", leads: false, standing: "alive", self: false, why: "", source: "", size: 0 } as const;

export class Picture {
  readonly peers = new Map<number, PeerShown>();
  readonly links = new Map<string, LinkShown>();
  /** The oldest first. */
  readonly updates = new Map<number, UpdateShown>();
  /** Grows when the peers, what they are, or their links change. */
  revision = 0;
  readonly #ways = new Map<number, Pass[]>();

  clear(): void {
    this.peers.clear();
    this.links.clear();
    this.updates.clear();
    this.#ways.clear();
    this.revision++;
  }

  /** `way`: all passes of an update that begins, where they are known already. */
  apply(delta: Delta, way?: readonly Pass[]): void {
    if ("peer" in delta) this.#peer(delta);
    else if ("left" in delta) this.#left(delta.left);
    else if ("link" in delta) this.#link(delta.link, delta.role, delta.micros);
    else if ("unlink" in delta) this.#unlink(...delta.unlink);
    else if ("update" in delta) this.#update(delta, way);
    else this.#passed(delta);
  }

  #peer({ at: _, peer: number, ...told }: { at: number; peer: number } & PeerTold): void {
    const before = this.peers.get(number);
    if (!before && this.peers.size >= PEERS_MAX) return;
    this.peers.set(number, { ...(before ?? BLANK), ...told, number });
    this.revision++;
  }

  #left(number: number): void {
    if (!this.peers.delete(number)) return;
    for (const [key, link] of this.links) if (link.a === number || link.b === number) this.links.delete(key);
    this.revision++;
  }

  #link([one, other]: readonly [number, number], role: Role, micros: number): void {
    const [a, b] = one < other ? [one, other] : [other, one];
    const key = `${a} ${b}`;
    if (a === b || !this.peers.has(a) || !this.peers.has(b)) return;
    if (!this.links.has(key) && this.links.size >= LINKS_MAX) return;
    this.links.set(key, { a, b, role, micros });
    this.revision++;
  }

  #unlink(one: number, other: number): void {
    if (this.links.delete(one < other ? `${one} ${other}` : `${other} ${one}`)) this.revision++;
  }

  #update({ at, update: number, by, label, bytes }: { at: number; update: number; by: number; label: string; bytes: number }, way?: readonly Pass[]): void {
    const own: Pass[] = [];
    this.updates.set(number, { number, by, label, bytes, at, passes: way ?? own });
    this.#ways.set(number, own);
    for (const oldest of this.updates.keys()) {
      if (this.updates.size <= UPDATES_MAX) break;
      this.updates.delete(oldest);
      this.#ways.delete(oldest);
    }
  }

  #passed({ pass, redundant = false, ...rest }: Passed): void {
    const way = this.#ways.get(pass);
    if (way && way.length < PASSES_MAX) way.push({ ...rest, redundant });
  }

  /** Whom there are links to, and which. */
  linksOf(number: number): LinkShown[] {
    return [...this.links.values()].filter((link) => link.a === number || link.b === number);
  }
}

export const other = (link: LinkShown, than: number): number => (link.a === than ? link.b : link.a);

/** To which disk of the picture it belongs; clusters of two regions are never one. */
export const diskOf = ({ region, cluster }: PeerShown): string => `${region}\n${cluster}`;

export const diskName = ({ region, cluster }: Pick<PeerShown, "region" | "cluster">): string => [region, cluster].filter(Boolean).join(" ") || "no region told";

export const nameOf = (peer: PeerShown | undefined): string => peer?.name || peer?.id.slice(0, 8) || "somebody who left";
