// A peer in a tab: its own key, its own log in the browser's storage, its own links.
import { fromBase32, toBase32 } from "./bytes.js";
import { Board, healthOf } from "./cells/board.js";
import type { Shared } from "./cells/space.js";
import type { CoreConfig, CoreHost, TabPeer } from "./core.js";
import { Debug, isDebugged, show, traceBytes } from "./debug.js";
import { Family } from "./family.js";
import { askToPersist, engineSecret, openHome, type OpenHome } from "./home.js";
import { Host, Refused, type Report } from "./host.js";
import { Leading } from "./leading.js";
import { Links, MESH, type Way } from "./links/links.js";
import type { Stop } from "./listeners.js";
import { Mesh } from "./mesh.js";
import { nameOf, numbersOf, type Numbers, type Options } from "./options.js";
import { browserName, deviceName } from "./self.js";
import { Signalling } from "./signalling.js";

export const DEFAULT_BOARD = "home";
const COPIED = "two-copies";

/** Where the id of the board stands in the bytes of an invitation (docs/protocol/identity.md). */
const LINK_BOARD_START = 3;
const LINK_BOARD_END = LINK_BOARD_START + 32;

/**
 * How long the other tabs of this browser have to answer, and then one of them to let us in: some milliseconds do, but one may
 * be computing. Who waits too short is on a board of its own, and stays there.
 */
const TABS_MILLIS = 10_000;

/** Opens the peer of this tab. */
export async function open(options: Options = {}): Promise<Peer> {
  if (!globalThis.isSecureContext) throw new Refused("insecure-context", "a browser gives a page what this needs only by https: or on localhost: open it there");
  const numbers = numbersOf(options);
  const name = nameOf(options);
  const file = (of: URL | string) => new URL(of, import.meta.url);
  const opening = openHome(name, file(options.worker ?? "store-worker.js"), navigator.locks);
  let peer: Peer | null = null;
  try {
    const [home, Core] = await Promise.all([opening, coreAt(file(options.core ?? "core.js"))]);
    peer = new Peer(home, Core, name, options, numbers);
    await peer.begin(options);
    return peer;
  } catch (error) {
    // Nothing of it goes on: who tries again would have the same key beside it.
    if (peer !== null) await peer.close();
    else await opening.then((home) => home.close(), () => {});
    throw error;
  }
}

async function coreAt(address: URL): Promise<typeof TabPeer> {
  try {
    return ((await import(/* @vite-ignore */ address.href)) as { TabPeer: typeof TabPeer }).TabPeer;
  } catch (error) {
    throw new Refused("file-not-loaded", `${address.href} cannot be loaded; who bundles this package says where core.js is: open({ core, worker }) (${String(error)})`);
  }
}

export class Peer {
  /** Its public key as text: what others know it by. */
  readonly id: string;
  readonly mesh: Mesh;
  readonly #host: Host;
  readonly #home: OpenHome;
  readonly #family: Family | null;
  readonly #signalling: Signalling;
  readonly #leading: Leading;
  readonly #observed = new Map<string, Shared>();
  readonly #leave = (event: PageTransitionEvent) => {
    if (!event.persisted) this.#left(); // one that may come back goes on
  };
  readonly #hide: Stop;
  #joined: () => void = () => {};

  /** @internal */
  constructor(home: OpenHome, Core: typeof TabPeer, name: string, options: Options, numbers: Numbers) {
    this.#home = home;
    this.id = toBase32(home.own.id);
    const host = new Host(home.own, home.disk, Math.max(0, numbers.quorumSize - 1));
    this.#host = host;
    const ways: Way[] = [{ kind: "same browser", open: (peer) => this.#family?.open(peer) ?? null }];
    const links = new Links(home.own, host, ways);
    this.#signalling = new Signalling(host, home.own, options.ice ?? [], (pipe, kind) => links.take(pipe, kind));
    ways.push(...this.#signalling.ways);
    host.start((of: CoreHost) => new Core(of, this.#config(numbers, options.debug)), links);
    home.written();
    host.reports.add((report) => this.#noteCopy(report));
    this.#family = options.tabs === false ? null : new Family(name, navigator.locks, host, links, () => this.#boardsChanged());
    this.#leading = new Leading(name, navigator.locks, host.reports);
    this.mesh = new Mesh(host, links, this.#family, home.state, home.holdsStore, numbers.quorumSize);
    this.#hide = isDebugged(options.debug) ? show(new Debug(this, host)) : () => {};
    addEventListener("pagehide", this.#leave);
  }

  /** The key that this tab has is in use elsewhere: that is for a person to see, whenever they look. */
  #noteCopy({ code, about }: Report): void {
    const { notes } = this.#home.state;
    if ((code !== COPIED && code !== "fork") || about !== this.id || notes.some((note) => note.code === COPIED)) return;
    notes.push({
      code: COPIED,
      reason: "another browser has a copy of what this page keeps, its key too, and writes as the same peer; nothing is lost by that. To tell the two apart, give up the key in one of them (renounce), or clear the data of this page there and open it with an invitation: it gets a key of its own",
    });
  }

  #config({ meshLinks, heartbeatInterval, syncInterval, operationBatchSize }: Numbers, debug: Options["debug"]): CoreConfig {
    const { own, disk, state } = this.#home;
    return {
      self: own.id,
      secret: engineSecret(),
      agent: browserName(navigator.userAgent),
      device: deviceName(navigator.userAgent),
      can: { ...(state.kind === "opfs" && { "durable-store": true }), ...(Signalling.hasRtc() && { webrtc: true }) },
      files: disk.files,
      meshLinks,
      heartbeatMillis: heartbeatInterval,
      gatherMillis: syncInterval,
      gatherOps: operationBatchSize,
      traceBytes: traceBytes(debug),
    };
  }

  /** @internal Comes onto a board. */
  async begin(options: Options): Promise<void> {
    await this.#host.ask({ do: "listen", addresses: [MESH + this.id] });
    if (options.persist !== false) void this.persist(); // its answer may take as long as a person does
    if (options.invite !== undefined) await this.#beginInvited(options.invite);
    else if (this.boards().length === 0) await this.#beginAlone(options.found ?? true);
  }

  /** Whom the invitation names may be gone, and another tab of this browser be on that board. */
  async #beginInvited(invitation: string): Promise<void> {
    try {
      await this.join(invitation);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== "join-unreachable") throw error;
      await this.#letInByTab(() => this.#calledHere(invitation) !== undefined);
      if (this.#calledHere(invitation) === undefined) throw error;
    }
  }

  async #beginAlone(found: boolean): Promise<void> {
    await this.#letInByTab(() => this.boards().length > 0);
    if (found && this.boards().length === 0) await this.found(DEFAULT_BOARD);
  }

  /** Another tab of this browser that is on a board lets us in by itself; how long that may take. */
  async #letInByTab(isIn: () => boolean): Promise<void> {
    if (!(await this.#family?.hasBoards(TABS_MILLIS)) || isIn()) return;
    await new Promise<void>((over) => {
      const timer = setTimeout(over, TABS_MILLIS);
      this.#joined = () => {
        if (!isIn()) return;
        clearTimeout(timer);
        over();
      };
    });
  }

  // Boards

  /** The board that is called so here; the default one, unless said. */
  board(name: string = this.#default()): Board {
    return new Board(this.#host, name, this.#observed);
  }

  /** The names of all boards that this peer is on. */
  boards(): string[] {
    return Object.keys(healthOf(this.#host).boards);
  }

  /** Founds a board with this peer as its first member. */
  async found(name: string): Promise<Board> {
    return this.#came(await this.#host.ask({ do: "found", name }));
  }

  /** Joins the board of an invitation; one that this peer is on already is no mistake. */
  async join(invitation: string, alias?: string): Promise<Board> {
    try {
      return this.#came(await this.#host.ask({ do: "join", link: invitation, alias }));
    } catch (error) {
      if (error instanceof Refused && error.code === "already-member") return this.board(this.#calledHere(invitation));
      throw error;
    }
  }

  /** An invitation to the default board: see Board.invite. */
  invite(options: Parameters<Board["invite"]>[0] = {}): Promise<string> {
    return this.board().invite(options);
  }

  /** Looks for a peer at an address, `wss://host/.kith/link`, now and whenever the link is lost. */
  async connect(address: string): Promise<void> {
    if (!/^(wss?|mesh):/.test(address)) throw new Refused("address-kind", `${address} is no address for a browser: expected wss://host/.kith/link`);
    await this.#host.ask({ do: "connect", address });
  }

  #default(): string {
    const boards = Object.entries(healthOf(this.#host).boards);
    return boards.find(([, board]) => board.default)?.[0] ?? DEFAULT_BOARD;
  }

  /** The name of the board that a sound invitation is for. */
  #calledHere(invitation: string): string | undefined {
    const bytes = fromBase32(invitation.replace(/\s/g, "").slice("kith:".length));
    const id = toBase32(bytes?.subarray(LINK_BOARD_START, LINK_BOARD_END) ?? new Uint8Array(0));
    return Object.entries(healthOf(this.#host).boards).find(([, board]) => board.id === id)?.[0];
  }

  #came(answer: Readonly<Record<string, unknown>>): Board {
    this.#boardsChanged();
    return this.board(answer["board"] as string);
  }

  #boardsChanged(): void {
    this.#family?.boardsChanged();
    this.#joined();
  }

  // Among the tabs of this browser

  /**
   * Does what only one tab of this browser should do: `work` begins when this tab leads, which it does until the promise of
   * `work` ends, or it is stopped, closed or dies; another tab that asked for the same then leads. `signal` says when to end.
   */
  lead(what: string, work: (signal: AbortSignal) => unknown): Stop {
    this.#host.checkRuns();
    return this.#leading.lead(what, work);
  }

  /** What this tab leads in now. */
  get leads(): readonly string[] {
    return this.#leading.all;
  }

  // Itself

  /** Tells what the owner of this peer should know: a full disk, somebody who was refused. */
  onReport(listener: (report: Report) => void): Stop {
    return this.#host.reports.add(listener);
  }

  /** How many places are observed now: a page that lets go of all it began leaves none behind. */
  get observers(): number {
    return this.#host.observers;
  }

  /** Asks the browser to keep what is stored when it needs room. Whether it promised. */
  persist(): Promise<boolean> {
    return askToPersist(this.#home.state);
  }

  /**
   * Gives up the key and all that is stored, as when another browser has a copy of them, and ends. What it returns are invitations, one to each
   * board, for whom this page is when it is opened again: `open({ invite })`. What was not in sync with anybody is lost.
   */
  async renounce(): Promise<string[]> {
    const invitations = await Promise.all(this.boards().map((name) => this.board(name).invite({ note: "under a new key" })));
    await this.mesh.sync().catch(() => {}); // others have to know of the invitations, or nobody lets it in
    removeEventListener("pagehide", this.#leave);
    await this.#host.stop();
    await this.#home.forget();
    this.#left();
    return invitations;
  }

  /** Everything is on disk, and all links are over, when it ends. */
  async close(): Promise<void> {
    removeEventListener("pagehide", this.#leave);
    try {
      await this.#host.stop();
    } finally {
      this.#left();
    }
  }

  /** The page goes, and nothing can be waited for. */
  #left(): void {
    this.#host.leave();
    this.#leading.close();
    this.#hide();
    this.mesh.close();
    this.#signalling.close();
    this.#family?.close();
    this.#home.close();
  }

  toString(): string {
    return `peer ${this.id}`;
  }
}
