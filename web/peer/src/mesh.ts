// The mesh as an application sees it: who is there, by which links, what everybody has.
import { healthOf, type Health, type LinkHealth } from "./cells/board.js";
import { ask, type Progress, type Query } from "./asking.js";
import type { Family } from "./family.js";
import { Refused, type Host } from "./host.js";
import { MESH, type LinkKind, type Links } from "./links/links.js";
import { guarded, Listeners, type Stop } from "./listeners.js";
import type { StoreState } from "./home.js";
import { browserName, deviceName } from "./self.js";
import { toBase32 } from "./bytes.js";

/** What a peer is known by. */
export type Seen = {
  readonly peer: string;
  /** When it was heard last, to the heartbeat, in milliseconds since 1970; of one that is not linked, when somebody was who is linked to it. */
  readonly lastSeen: number;
  /** It was asked whether it is there and does not answer, for four heartbeats. */
  readonly stale: boolean;
};

export type Connected = Seen & {
  /** The browser, or the program. */
  readonly browser: string;
  /** What it runs on; empty where it does not say. */
  readonly device: string;
  /** Of `durable-store`, `relay`, `websocket`, `webrtc`, `query`. */
  readonly can: readonly string[];
  /** The shortest of its links. */
  readonly roundTripMillis: number | null;
  readonly links: readonly { readonly kind: LinkKind; readonly address: string; readonly roundTripMillis: number | null; readonly since: number; readonly bytesIn: number; readonly bytesOut: number; readonly sent: number; readonly taken: number }[];
  /** A tab of the same browser. */
  readonly sameBrowser: boolean;
};

/** A peer of our boards that is not linked, but could be reached through others. */
export type Discovered = Seen & {
  readonly through: readonly string[];
  /** Why there is no link to it, where one was tried. */
  readonly because: string;
};

export type MeshStatus = {
  readonly nodeId: string;
  readonly browser: string;
  readonly device: string;
  readonly store: StoreState & { readonly holder: boolean };
  readonly connected: readonly Connected[];
  readonly discovered: readonly Discovered[];
  /** By space. */
  readonly heads: Readonly<Record<string, unknown>>;
  /** Changes in all logs. */
  readonly logSize: number;
  /** Changes that came and wait for what they follow on. */
  readonly pending: number;
  /** Whether all linked peers and this one have the same; not while nobody is linked. */
  readonly acknowledged: boolean;
};

const SYNC_MILLIS = 10_000;
const HEALTH_SUBSCRIPTION = 1;
const CREDIT = 2_147_483_647;

export class Mesh {
  readonly #host: Host;
  readonly #links: Links;
  readonly #family: Family | null;
  readonly #store: StoreState;
  readonly #isHolder: () => boolean;
  readonly #quorumSize: number;
  readonly #joined = new Listeners<[string]>();
  readonly #left = new Listeners<[string]>();
  readonly #changed = new Listeners<[string]>();
  readonly #synced = new Listeners<[]>();
  readonly #quorum = new Listeners<[boolean]>();
  readonly #known = new Set<number>();
  /** Those that are here, and what ends their observation. */
  readonly #spaces = new Map<string, Stop | null>();
  #peers = new Set<string>();
  #isSynced = false;
  #hasQuorum = false;
  #stop: Stop[] = [];

  constructor(host: Host, links: Links, family: Family | null, store: StoreState, isHolder: () => boolean, quorumSize: number) {
    this.#host = host;
    this.#links = links;
    this.#family = family;
    this.#store = store;
    this.#isHolder = isHolder;
    this.#quorumSize = quorumSize;
    // The engine brings its health up to date while somebody watches it.
    void host.ask({ do: "watch", subscription: HEALTH_SUBSCRIPTION, at: ".peer", depth: 0, credit: CREDIT });
    this.#stop.push(host.knowns.add((link) => this.#knows(link)), host.observe(".peer", () => this.#look()));
  }

  status(): MeshStatus {
    const health = healthOf(this.#host);
    const spaces = spacesOf(health);
    return {
      nodeId: toBase32(this.#host.own.id),
      browser: browserName(navigator.userAgent),
      device: deviceName(navigator.userAgent),
      store: { ...this.#store, holder: this.#isHolder() },
      connected: this.#connected(health),
      discovered: discoveredOf(health).filter(({ peer }) => !this.#peers.has(peer)),
      heads: Object.fromEntries(spaces.map(({ name, space }) => [name, space.heads])),
      logSize: spaces.reduce((sum, { space }) => sum + space.changes, 0),
      pending: spaces.reduce((sum, { space }) => sum + (space.waiting ?? 0), 0),
      acknowledged: this.#peers.size > 0 && isInSync(health),
    };
  }

  // What happens; each returns what ends it.

  /** A peer that shares a board with us is linked. */
  onPeerJoined(listener: (peer: string) => void): Stop {
    return this.#joined.add(listener);
  }

  onPeerLeft(listener: (peer: string) => void): Stop {
    return this.#left.add(listener);
  }

  /** Something changed in that space: `@board/space`. */
  onChange(listener: (space: string) => void): Stop {
    const stop = this.#changed.add(listener);
    this.#observeSpaces();
    return () => {
      stop();
      if (this.#changed.size === 0) this.#leaveSpaces();
    };
  }

  /** All linked peers and this one have the same, after that was not so. */
  onSynced(listener: () => void): Stop {
    return this.#synced.add(listener);
  }

  /** There are as many peers here as `quorumSize` says, this one counted and who is stale not; or not any more. */
  onQuorum(listener: (reached: boolean) => void): Stop {
    return this.#quorum.add(listener);
  }

  // What can be done

  /** Asks for all that may have got lost, and waits until all linked peers and this one have the same. */
  async sync({ within = SYNC_MILLIS }: { within?: number } = {}): Promise<void> {
    await this.#host.ask({ do: "sync" });
    await this.#until(() => isInSync(healthOf(this.#host)), within, "not in sync with all linked peers");
  }

  /** The same with that peer, to whom a link is made if there is none. */
  async syncWith(peer: string, { within = SYNC_MILLIS }: { within?: number } = {}): Promise<void> {
    const isLinked = () => this.#links.all().some((link) => link.peer === peer);
    await this.#host.ask(isLinked() ? { do: "sync" } : { do: "connect", address: MESH + peer });
    await this.#until(() => isLinked() && isInSync(healthOf(this.#host), peer), within, `not in sync with ${peer}`);
  }

  /** Asks this peer and all linked ones; `progress` is told whenever something has come. */
  query(query: Query, { within = 5_000, progress = () => {} }: { within?: number; progress?: (progress: Progress) => void } = {}): Promise<Progress> {
    return ask(this.#host, toBase32(this.#host.own.id), [...this.#peers], query, (so) => guarded(() => progress(so)), within);
  }

  /** Ends the links with that peer; of one kind, if that is said. What they carried goes another way, and new ones may be made. */
  cut(peer: string, kind?: LinkKind): void {
    this.#links.cut(peer, kind);
  }

  /** Whether links are made and taken. Offline everything can be read and written, and what was missed comes afterwards. */
  get isOnline(): boolean {
    return this.#links.isOnline;
  }

  set isOnline(online: boolean) {
    this.#links.setOnline(online);
    if (online) void this.#host.ask({ do: "sync" }).catch(() => {}); // so that nobody is waited for who was out of reach
  }

  close(): void {
    for (const stop of this.#stop) stop();
    this.#leaveSpaces();
    for (const listeners of [this.#joined, this.#left, this.#changed, this.#synced, this.#quorum]) listeners.clear();
  }

  #knows(link: number): void {
    this.#known.add(link);
    this.#look();
  }

  /** Looks at what is the case now, and tells what is new. */
  #look(): void {
    const health = healthOf(this.#host);
    this.#tellPeers(health);
    for (const { name } of spacesOf(health)) {
      if (this.#spaces.has(name) || name.includes("/.")) continue; // Kith's own
      this.#spaces.set(name, null);
      this.#changed.tell(name);
    }
    this.#observeSpaces();
    const synced = this.#peers.size > 0 && isInSync(health);
    const begins = synced && !this.#isSynced;
    this.#isSynced = synced;
    if (begins) this.#synced.tell();
  }

  /** To observe costs with each change: so it is done only while somebody wants to be told. */
  #observeSpaces(): void {
    if (this.#changed.size === 0) return;
    for (const [name, stop] of this.#spaces) if (stop === null) this.#spaces.set(name, this.#host.observe(name, () => this.#changed.tell(name)));
  }

  #leaveSpaces(): void {
    for (const [name, stop] of this.#spaces) {
      stop?.();
      this.#spaces.set(name, null);
    }
  }

  #tellPeers(health: Health): void {
    const links = this.#links.all();
    for (const link of this.#known) if (!links.some((one) => one.link === link)) this.#known.delete(link);
    const now = new Set(links.filter((one) => this.#known.has(one.link)).map((one) => one.peer));
    const before = this.#peers;
    this.#peers = now;
    for (const peer of now) if (!before.has(peer)) this.#joined.tell(peer);
    for (const peer of before) if (!now.has(peer)) this.#left.tell(peer);
    const present = [...now].filter((peer) => !seen(peer, linksTo(health, peer)).stale).length;
    const quorum = this.#quorumSize > 0 && present + 1 >= this.#quorumSize;
    if (quorum !== this.#hasQuorum) this.#quorum.tell((this.#hasQuorum = quorum));
  }

  #connected(health: Health): Connected[] {
    const family = this.#family?.peers() ?? [];
    const all = this.#links.all();
    return [...new Set(all.map((link) => link.peer))].map((peer) => ({
      ...met(peer, linksTo(health, peer)),
      sameBrowser: family.includes(peer),
      links: all
        .filter((link) => link.peer === peer)
        .map(({ kind, address, since, bytesIn, bytesOut }) => ({ kind, address, since, bytesIn, bytesOut, ...measured(health, peer, address) })),
    }));
  }

  async #until(holds: () => boolean, within: number, otherwise: string): Promise<void> {
    if (holds()) return;
    await new Promise<void>((done, failed) => {
      const over = (end: () => void) => {
        clearTimeout(timer);
        for (const stop of stops) stop();
        end();
      };
      const timer = setTimeout(() => over(() => failed(new Refused("not-in-sync", `${otherwise} within ${within} ms`))), within);
      const stops = [this.#host.observe(".peer", () => holds() && over(done)), this.#host.ends.add((why) => over(() => failed(why)))];
    });
  }
}

/** The spaces of all boards, as `@board/space`. */
function spacesOf(health: Health) {
  return Object.entries(health.spaces).flatMap(([board, spaces]) => Object.entries(spaces).map(([name, space]) => ({ name: `@${board}/${name}`, space })));
}

/** With that peer, who must have been compared with; or with all who are. */
function isInSync(health: Health, peer?: string): boolean {
  const all = spacesOf(health).flatMap(({ space }) => Object.entries(space.peers ?? {}));
  const some = all.filter(([name]) => peer === undefined || name === peer);
  return (peer === undefined || some.length > 0) && some.every(([, one]) => one.inSync);
}

function discoveredOf(health: Health): Discovered[] {
  const all = Object.values(health.discovered).flatMap((peers) => Object.entries(peers));
  return [...new Map(all).entries()].map(([peer, { through, heard, stale, because = "" }]) => ({ peer, lastSeen: heard, stale, through, because }));
}

function linksTo(health: Health, peer: string): LinkHealth[] {
  return Object.entries(health.links).flatMap(([name, one]) => (name.startsWith(peer) ? [one] : []));
}

function seen(peer: string, links: readonly LinkHealth[]): Seen {
  return { peer, lastSeen: Math.max(0, ...links.map((one) => one.heard)), stale: links.length > 0 && links.every((one) => one.stale) };
}

function met(peer: string, links: readonly LinkHealth[]): Omit<Connected, "links" | "sameBrowser"> {
  const { agent = "", device = "", can = [] } = links[0] ?? {};
  const micros = links.flatMap((one) => one.roundTripMicros ?? []);
  return { ...seen(peer, links), browser: agent, device, can, roundTripMillis: micros.length > 0 ? Math.min(...micros) / 1_000 : null };
}

/** What the engine measured of a link: its round trip, and how many changes it carried. */
function measured(health: Health, peer: string, address: string): { roundTripMillis: number | null; sent: number; taken: number } {
  const link = Object.entries(health.links).find(([name, one]) => name.startsWith(peer) && one.address === address)?.[1];
  const micros = link?.roundTripMicros;
  return { roundTripMillis: micros === undefined ? null : micros / 1_000, sent: link?.sent ?? 0, taken: link?.taken ?? 0 };
}
