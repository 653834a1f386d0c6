// The tabs of one browser belong together: they link to each other at once, and get onto each other's boards by
// themselves.
//
// What a tab is a member of, it lets the others into: one of those that are on a board makes an invitation for the one
// that is not, and hands it over on the origin's channel, where only scripts of this origin hear it.
import { toBase32 } from "./bytes.js";
import { Board, healthOf } from "./cells/board.js";
import { Refused, type Host } from "./host.js";
import { MESH, type Links } from "./links/links.js";
import type { Pipe } from "./links/pipe.js";
import { Tabs, type Facts } from "./links/tabs.js";
import type { Locks } from "./locks.js";

/** An invitation from tab to tab is used at once; but the clock by which it ends may be an hour ahead there. */
const INVITED_MILLIS = 2 * 3_600_000;

const LOOK_AGAIN_MILLIS = 50;

export class Family {
  readonly #host: Host;
  readonly #links: Links;
  readonly #tabs: Tabs;
  readonly #self: string;
  readonly #others = new Map<string, Facts>();
  /** The boards for which an invitation was handed over, by tab. */
  readonly #invited = new Map<string, Set<string>>();
  readonly #joined: () => void;
  #answered: () => void = () => {};

  /** `joined`: told when another tab let us onto a board. */
  constructor(name: string, locks: Locks, host: Host, links: Links, joined: () => void) {
    this.#host = host;
    this.#links = links;
    this.#joined = joined;
    this.#self = toBase32(host.own.id);
    this.#tabs = new Tabs(name, locks, () => this.#facts(), {
      here: (tab, facts) => this.#here(tab, facts),
      gone: (tab) => this.#gone(tab),
      pipe: (pipe, tab, called) => this.#pipe(pipe, tab, called),
      invitation: (link) => void this.#join(link),
    });
  }

  /** Whether another tab of this browser is on some board. Waits for the answers of those that live, so long at most. */
  async hasBoards(millis: number): Promise<boolean> {
    const any = () => [...this.#others.values()].some((facts) => facts.boards.length > 0);
    const end = performance.now() + millis;
    while (!any() && (await this.#tabs.isAnySilent()) && performance.now() < end) await this.#nextAnswer();
    return any();
  }

  /** Or a moment: who is silent may have ended. */
  #nextAnswer(): Promise<void> {
    return new Promise((answered) => {
      this.#answered = answered;
      setTimeout(answered, LOOK_AGAIN_MILLIS);
    });
  }

  /** Peers that are other tabs of this browser. */
  peers(): string[] {
    return [...this.#others.values()].map((facts) => facts.peer);
  }

  /** The boards that this peer is on are others now. */
  boardsChanged(): void {
    this.#tabs.tellFacts();
    for (const [tab, facts] of this.#others) void this.#letIn(tab, facts);
  }

  close(): void {
    this.#tabs.close();
  }

  #facts(): Facts {
    return { peer: this.#self, boards: Object.values(healthOf(this.#host).boards).map((board) => board.id) };
  }

  #here(tab: string, facts: Facts): void {
    this.#others.set(tab, facts);
    this.#answered();
    void this.#letIn(tab, facts);
  }

  #gone(tab: string): void {
    this.#others.delete(tab);
    this.#invited.delete(tab);
  }

  async #letIn(tab: string, facts: Facts): Promise<void> {
    const invited = this.#invited.get(tab) ?? new Set();
    this.#invited.set(tab, invited);
    for (const [name, board] of Object.entries(healthOf(this.#host).boards)) {
      // A member may lack the board, too: when the browser has thrown away its files.
      if (facts.boards.includes(board.id) || invited.has(board.id) || !this.#isFirstOn(board.id)) continue;
      invited.add(board.id);
      try {
        const link = await new Board(this.#host, name, new Map()).invite({ goodFor: INVITED_MILLIS, note: "a tab of the same browser" });
        this.#tabs.invite(tab, link);
      } catch (error) {
        this.#tellRefusal(error);
      }
    }
  }

  /** One of the tabs that are on a board lets others in: that with the smallest name. */
  #isFirstOn(board: string): boolean {
    return ![...this.#others].some(([tab, facts]) => facts.boards.includes(board) && tab < this.#tabs.own);
  }

  async #join(link: string): Promise<void> {
    try {
      await this.#host.ask({ do: "join", link });
      this.#joined();
    } catch (error) {
      this.#tellRefusal(error);
    }
  }

  #tellRefusal(error: unknown): void {
    if (error instanceof Refused && error.code === "stopping") return; // this tab ends
    this.#host.reports.tell({ code: "tab-not-joined", about: "another tab of this browser", text: String(error) });
  }

  #pipe(pipe: Pipe, tab: string, called: boolean): void {
    if (!called) return this.#links.take(pipe, "same browser");
    const peer = this.#others.get(tab)?.peer ?? "";
    this.#links.open(pipe, "same browser", MESH + peer, null).catch(() => {}); // the other one is gone again
  }

  /** A pipe to that peer, if it is a tab of this browser. */
  open(peer: string): Promise<Pipe> | null {
    for (const [tab, facts] of this.#others) if (facts.peer === peer) return Promise.resolve(this.#tabs.call(tab));
    return null;
  }
}
