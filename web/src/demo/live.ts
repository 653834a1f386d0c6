// What the demo shows, kept up to date from the peer in this tab. It uses nothing but the package that
// everybody can use.
import type { Board, Connected, LinkKind, MeshStatus, Peer, Space } from "@kith/peer";
import { Told } from "../lib/told.js";
import { happened, printed } from "./happened.js";
import { linkKey, pulses, reached, standing, type LinkShown, type PeerShown, type Pulse } from "./picture.js";
import { LINKS_MAX, told, type Presence } from "./presence.js";

export type Note = { readonly id: string; readonly text: string; readonly by: string };
export type Side = {
  readonly id: string;
  readonly name: string;
  readonly browser: string;
  readonly self: boolean;
  readonly silent: boolean;
  readonly changes: number;
  readonly hash: string;
  readonly summary: string;
};
export type Happening = {
  readonly id: string;
  readonly millis: number;
  readonly author: string;
  readonly mine: boolean;
  readonly version: string;
  readonly what: string;
};

const LOOK_MILLIS = 250;
const LOG_MAX = 40;
const NAME_CHARS = 8;
const DAY_MILLIS = 86_400_000;

const short = (id: string): string => id.slice(0, NAME_CHARS);

export class Live extends Told {
  peers: readonly PeerShown[] = [];
  links: readonly LinkShown[] = [];
  pulses: readonly Pulse[] = [];
  notes: readonly Note[] = [];
  sides: readonly Side[] = [];
  log: readonly Happening[] = [];
  counted = 0;
  online = true;
  said = "";

  readonly #peer: Peer;
  readonly #board: Board;
  readonly #space: Space;
  /** What each link had taken when it was looked at last. */
  #carried = new Map<string, number>();
  #hash = "";
  #changes = 0;
  #shown = "";
  #link: string | null = null;
  #isSummarised = true;
  #isSummarising = false;

  constructor(peer: Peer, board: Board) {
    super();
    this.#peer = peer;
    this.#board = board;
    this.#space = board.space("demo");
  }

  /** For as long as the page is there. */
  start(): void {
    this.#space.root.subscribe(() => this.#changed());
    this.#peer.onReport((report) => this.say(`${report.code}: ${report.text}`));
    this.#peer.mesh.onPeerJoined((one) => this.say(`${short(one)} is linked.`));
    this.#peer.mesh.onPeerLeft((one) => this.online && this.say(`The link with ${short(one)} is gone.`));
    this.#look();
    setInterval(() => this.#look(), LOOK_MILLIS);
  }

  // What a person does

  add(text: string): void {
    const id = `${Date.now().toString(36)}-${short(this.#peer.id)}`;
    this.#space.at("notes").child(id).set({ text, by: short(this.#peer.id) });
  }

  edit(id: string, text: string): void {
    this.#space.at("notes").child(id).at("text").set(text);
  }

  remove(id: string): void {
    this.#space.at("notes").child(id).delete();
  }

  count(): void {
    this.#space.at("counted").add(1);
  }

  cut(peer: string, kind: LinkKind): void {
    this.#peer.mesh.cut(peer, kind);
    this.say("That link is cut. What it carried goes another way, and after a while it is made again.");
  }

  turn(online: boolean): void {
    this.online = online;
    this.#peer.mesh.isOnline = online;
    this.say(online ? "Online again: what was missed is coming." : "Offline: what you change waits here.");
  }

  /** An address that lets another browser in. */
  async link(): Promise<string> {
    this.#link ??= await this.#board.invite({ uses: 0, goodFor: DAY_MILLIS, note: "the demo" });
    return `${location.origin}${location.pathname}#${this.#link}`;
  }

  say(what: string): void {
    this.said = what;
    this.tell();
  }

  // What is shown

  #changed(): void {
    // Whoever is on the board can write anything here.
    const value = (this.#space.root.get() ?? {}) as { notes?: Record<string, { text?: unknown; by?: unknown } | null>; counted?: unknown };
    this.notes = Object.entries(value.notes ?? {}).map(([id, note]) => ({ id, text: String(note?.text ?? ""), by: String(note?.by ?? "") }));
    this.counted = Number(value.counted) || 0;
    this.#isSummarised = false;
    void this.#summarise();
    this.tell();
  }

  /** Hash and log, one after the other: what changes meanwhile is looked at once it is done. */
  async #summarise(): Promise<void> {
    if (this.#isSummarising) return;
    this.#isSummarising = true;
    try {
      while (!this.#isSummarised) {
        this.#isSummarised = true;
        this.#hash = await hashOf(this.#space.root.get());
        await this.#readLog();
      }
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
    } finally {
      this.#isSummarising = false;
    }
  }

  async #readLog(): Promise<void> {
    const { changes, total } = await this.#space.log({ changes: LOG_MAX });
    this.#changes = total;
    this.log = changes.map((one) => ({
      id: one.id,
      millis: one.time,
      author: short(one.author),
      mine: one.author === this.#peer.id,
      version: `${one.incarnation}.${one.seq}`,
      what: happened(one.edits, one.ops),
    }));
    this.#look();
  }

  #look(): void {
    const status = this.#peer.mesh.status();
    const present = told(this.#space.presence.get());
    const self = status.nodeId;
    const linked = linksOf(status);
    const ids = new Set([self, ...present.keys(), ...linked.map((one) => one.to)]);
    const links = [
      ...linked.map((one) => ({ from: self, ...one })),
      ...[...present].flatMap(([from, of]) => (from === self ? [] : of.links.map((one) => ({ from, to: one.to, kind: one.kind, millis: one.millis })))),
    ];
    this.links = standing(links, new Set([self, ...present.keys()]));
    const heard = reached(self, this.links);
    const silent = (id: string) => !heard.has(id) || status.connected.some((one) => one.peer === id && one.stale);
    this.peers = [...ids].map((id) =>
      id === self
        ? { id, name: short(id), what: "tab", browser: status.browser, device: status.device, self: true, silent: false }
        : { ...shownPeer(id, present.get(id), status.connected.find((one) => one.peer === id)), silent: silent(id) },
    );
    this.sides = [...present].map(([id, of]) => ({
      id,
      name: short(id),
      browser: of.browser,
      self: id === self,
      silent: id !== self && silent(id),
      changes: id === self ? this.#changes : of.changes,
      hash: id === self ? this.#hash : of.hash,
      summary: of.summary,
    }));
    this.pulses = pulses(performance.now(), this.pulses, this.#moved(self, linked, present));
    this.#show(status, linked);
    this.tell();
  }

  /** What links have taken since the last look: here, and where others tell of it. */
  #moved(self: string, linked: readonly Linked[], present: ReadonlyMap<string, Presence>): Pulse[] {
    const counts = [
      ...linked.map((one) => ({ at: self, from: one.to, kind: one.kind, count: one.taken })),
      // Who shows nothing tells not what it took: what was sent there must do.
      ...linked.filter((one) => !present.has(one.to)).map((one) => ({ at: one.to, from: self, kind: one.kind, count: one.sent })),
      ...[...present].flatMap(([at, of]) => (at === self ? [] : of.links.map((one) => ({ at, from: one.to, kind: one.kind, count: one.taken })))),
    ];
    const moved: Pulse[] = [];
    const carried = this.#carried;
    this.#carried = new Map();
    for (const { at, from, kind, count } of counts) {
      const name = `${from} ${at} ${kind}`;
      const before = carried.get(name);
      this.#carried.set(name, count);
      if (before !== undefined && count > before) moved.push({ key: linkKey(from, at, kind), forward: from < at, begun: performance.now() });
    }
    return moved;
  }

  /** Tells the others how it is here; only when that is something else. */
  #show({ browser, device }: MeshStatus, linked: readonly Linked[]): void {
    const links = linked.slice(0, LINKS_MAX).map((one) => [one.to, one.kind, Math.round(one.millis ?? -1), one.taken]);
    const summary = `${this.notes.length} ${this.notes.length === 1 ? "note" : "notes"}, counted ${this.counted}`;
    const shown = { browser, device, links, changes: this.#changes, hash: this.#hash, summary };
    const text = JSON.stringify(shown);
    if (text === this.#shown) return;
    this.#shown = text;
    void this.#space.show(shown).catch(() => (this.#shown = ""));
  }
}

type Linked = { readonly to: string; readonly kind: LinkKind; readonly millis: number | null; readonly sent: number; readonly taken: number };

function linksOf(status: MeshStatus): Linked[] {
  return status.connected.flatMap(({ peer, links }) =>
    links.map(({ kind, roundTripMillis, sent, taken }) => ({ to: peer, kind, millis: roundTripMillis, sent, taken })),
  );
}

/** Somebody else: a tab shows what it is, and a node is called by a WebSocket. */
function shownPeer(id: string, present: Presence | undefined, linked: Connected | undefined): Omit<PeerShown, "silent"> {
  const isTab = present !== undefined || linked?.links[0]?.kind !== "websocket";
  return {
    id,
    name: short(id),
    what: isTab ? "tab" : "node",
    browser: present?.browser || (isTab ? "a tab" : "a machine"),
    device: present?.device || linked?.device || "",
    self: false,
  };
}

/** The beginning of it, as people compare it. */
async function hashOf(value: unknown): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(printed(value)));
  return [...new Uint8Array(digest, 0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
