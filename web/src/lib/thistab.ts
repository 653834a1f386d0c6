// The peer of this tab, for the page that shows it. It is opened when somebody asks for it: it is one more member of the
// board, which nobody becomes by looking at a page.
import type { MeshStatus, Peer } from "@kith/peer";
import { local } from "./shelf.js";
import { Told } from "./told.js";

const WANTED = "kith-tab-peer";
const NAME = "console";

export class ThisTab extends Told {
  state: "closed" | "opening" | "open" | "closing" | "failed" = "closed";
  why = "";
  status: MeshStatus | null = null;
  boards: readonly string[] = [];
  usedBytes: number | null = null;
  reports: readonly string[] = [];
  #peer: Peer | null = null;
  #stop: (() => void)[] = [];

  /** Once it was wanted, it comes back with the page. */
  begin(): void {
    if (this.state === "closed" && local.getItem(WANTED) === "yes") void this.open();
  }

  async open(): Promise<void> {
    if (this.state !== "closed" && this.state !== "failed") return;
    this.#is("opening");
    try {
      const { openHere } = await import("./tab.js");
      this.#peer = (await openHere({ name: NAME, note: "a tab of the console" })).peer;
      local.setItem(WANTED, "yes");
      const timer = setInterval(() => this.#look(), 1_000);
      this.#stop = [
        () => clearInterval(timer),
        this.#peer.mesh.onPeerJoined(() => this.#look()),
        this.#peer.mesh.onPeerLeft(() => this.#look()),
        this.#peer.onReport((report) => (this.reports = [`${report.code}: ${report.text}`, ...this.reports].slice(0, 5))),
      ];
      this.#is("open");
      this.#look();
    } catch (error) {
      this.#failed(error);
    }
  }

  async close(): Promise<void> {
    local.setItem(WANTED, "no");
    for (const stop of this.#stop) stop();
    const peer = this.#peer;
    this.#peer = null;
    this.status = null;
    this.reports = [];
    this.#is("closing");
    try {
      await peer?.close();
      this.#is("closed");
    } catch (error) {
      this.#failed(error);
    }
  }

  turn(online: boolean): void {
    if (this.#peer) this.#peer.mesh.isOnline = online;
    this.#look();
  }

  async persist(): Promise<void> {
    await this.#peer?.persist();
    this.#look();
  }

  get isOnline(): boolean {
    return this.#peer?.mesh.isOnline ?? false;
  }

  #failed(error: unknown): void {
    this.why = error instanceof Error ? error.message : String(error);
    this.#is("failed");
  }

  #is(state: ThisTab["state"]): void {
    this.state = state;
    this.tell();
  }

  #look(): void {
    if (!this.#peer) return;
    this.status = this.#peer.mesh.status();
    this.boards = this.#peer.boards();
    void navigator.storage?.estimate().then(({ usage }) => (this.usedBytes = usage ?? null));
    this.tell();
  }
}
