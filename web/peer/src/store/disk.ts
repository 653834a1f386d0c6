// The tab's side of the store: orders go to the worker that holds it, and are kept until they are on disk, so that
// they can be given to the next worker when that one dies.
//
// Giving them twice does no harm: writes say their places. What a tab keeps is what the engine has not been told
// of as synced, which the engine bounds; the bound here is the last line.
import type { Bytes } from "../bytes.js";
import type { DiskTrouble, Order, ToStore, ToTab } from "./words.js";

/** Bytes that are not on disk yet. Beyond, the disk counts as failed, as nothing may be left out. */
export const KEPT_BYTES_MAX = 64 << 20;

/** How long a load that failed is not answered, so that who asks again does not do so all the time. */
const LOAD_AGAIN_MILLIS = 1_000;

export type StoredFile = { name: string; bytes: Bytes };

/** What a disk tells the engine's host. */
export interface DiskAnswers {
  /** That sync, and with it those before. */
  synced(ticket: number): void;
  loaded(ticket: number, bytes: Bytes): void;
  notLoaded(ticket: number, busy: boolean): void;
  /** Nothing is written from now on. Told once. */
  failed(trouble: DiskTrouble): void;
}

/** What the engine's host asks of a disk. Orders are carried out in order. */
export interface Disk {
  readonly kind: "opfs" | "memory";
  /** Files as they were when it was opened. */
  readonly files: readonly StoredFile[];
  order(order: Order): void;
  close(): void;
}

/** A BroadcastChannel, of which this is used. */
export interface Channel {
  postMessage(word: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
  close(): void;
}

export class WorkerDisk implements Disk {
  readonly kind = "opfs";
  files: StoredFile[] = [];

  readonly #channel: Channel;
  readonly #tab: string;
  readonly #opened: (disk: WorkerDisk) => void;
  readonly #refused: (trouble: DiskTrouble) => void;
  #answers: DiskAnswers | null = null;
  #worker = "";
  #isOpen = false;
  #failed = false;
  #closed = false;
  /** Told to nobody yet. */
  #fresh: Order[] = [];
  /** Told to the worker, and not on disk as far as we know. */
  #sent: Order[] = [];
  #keptBytes = 0;

  private constructor(channel: Channel, tab: string, opened: (disk: WorkerDisk) => void, refused: (trouble: DiskTrouble) => void) {
    this.#channel = channel;
    this.#tab = tab;
    this.#opened = opened;
    this.#refused = refused;
    channel.onmessage = (event) => this.#hear(event.data as ToTab);
    this.#say({ say: "who", tab });
  }

  /** Opens the slot of that channel, as soon as there is a worker. Fails with a [DiskTrouble]. */
  static open(channel: Channel, tab: string): Promise<WorkerDisk> {
    return new Promise((opened, refused) => new WorkerDisk(channel, tab, opened, refused));
  }

  /** Who is told from now on. */
  answerTo(answers: DiskAnswers): void {
    this.#answers = answers;
  }

  /** How much waits to be on disk. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  order(order: Order): void {
    if (this.#closed || (this.#failed && order.do !== "load")) return;
    if (this.#fresh.length === 0) queueMicrotask(() => this.#flush()); // all of one step are one message
    this.#fresh.push(order);
    this.#keptBytes += weight(order);
    if (this.#keptBytes > KEPT_BYTES_MAX) this.fail({ code: "disk-failed", reason: `the browser's disk is too slow: more than ${KEPT_BYTES_MAX >> 20} MiB wait to be written` });
  }

  close(): void {
    if (this.#closed) return;
    this.#flush();
    this.#say({ say: "close", tab: this.#tab, worker: this.#worker });
    this.#closed = true;
    this.#channel.close();
  }

  #say(word: ToStore): void {
    this.#channel.postMessage(word);
  }

  #flush(): void {
    if (this.#closed || !this.#isOpen || this.#fresh.length === 0) return;
    const orders = this.#fresh;
    this.#fresh = [];
    this.#sent.push(...orders);
    this.#say({ say: "orders", tab: this.#tab, worker: this.#worker, orders });
  }

  #hear(word: ToTab): void {
    if (word.say === "here") return this.#met(word.worker);
    if (word.worker !== this.#worker || word.tab !== this.#tab) return;
    switch (word.say) {
      case "piece":
        return this.#take(word);
      case "opened":
        return this.#opens();
      case "synced":
        this.#settle(word.ticket);
        return this.#answers?.synced(word.ticket);
      case "loaded":
        this.#answered(word.ticket);
        return this.#answers?.loaded(word.ticket, word.bytes);
      case "notLoaded":
        this.#answered(word.ticket);
        setTimeout(() => this.#answers?.notLoaded(word.ticket, false), LOAD_AGAIN_MILLIS);
        return;
      case "failed":
        return this.fail({ code: word.code, reason: word.reason });
    }
  }

  /** Another worker holds the store: it opens the slot, and gets all that is not known to be on disk. */
  #met(worker: string): void {
    if (worker === this.#worker || this.#failed) return;
    this.#worker = worker;
    this.#isOpen = false;
    const contents = this.#answers === null;
    if (contents) this.files = [];
    this.#say({ say: "open", tab: this.#tab, worker, contents });
  }

  #take({ file, size, offset, bytes }: ToTab & { say: "piece" }): void {
    let last = this.files.at(-1);
    if (last?.name !== file) this.files.push((last = { name: file, bytes: new Uint8Array(size) }));
    last.bytes.set(bytes, offset);
  }

  #opens(): void {
    this.#isOpen = true;
    this.#fresh = [...this.#sent, ...this.#fresh];
    this.#sent = [];
    this.#flush();
    this.#opened(this);
  }

  /** Everything up to that sync is on disk. Loads before it are still to be answered. */
  #settle(ticket: number): void {
    const end = this.#sent.findIndex((order) => order.do === "sync" && order.ticket === ticket) + 1;
    const before = this.#sent.slice(0, end);
    const loads = before.filter((order) => order.do === "load");
    this.#keptBytes -= before.reduce((sum, order) => sum + (order.do === "load" ? 0 : weight(order)), 0);
    this.#sent = [...loads, ...this.#sent.slice(end)];
  }

  #answered(ticket: number): void {
    const at = this.#sent.findIndex((order) => order.do === "load" && order.ticket === ticket);
    if (at < 0) return;
    this.#keptBytes -= weight(this.#sent[at]!);
    this.#sent.splice(at, 1);
  }

  /** Nothing is written from now on. */
  fail(trouble: DiskTrouble): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#sent = this.#sent.filter((order) => order.do === "load");
    this.#fresh = this.#fresh.filter((order) => order.do === "load");
    this.#refused(trouble);
    queueMicrotask(() => this.#answers?.failed(trouble)); // who has just opened it is about to listen
  }
}

const ORDER_BYTES = 128; // what an order counts for beyond its bytes

function weight(order: Order): number {
  return ORDER_BYTES + (order.do === "write" ? order.bytes.length : 0);
}

/**
 * A disk for where the browser lets a page keep nothing: gone with the tab. It answers as a disk does, so that the
 * engine works; who asks for durability is refused by the peer, which knows.
 */
export class MemoryDisk implements Disk {
  readonly kind = "memory";
  readonly files: readonly StoredFile[] = [];
  readonly #kept = new Map<string, { bytes: Bytes; size: number }>();
  #answers: DiskAnswers | null = null;

  answerTo(answers: DiskAnswers): void {
    this.#answers = answers;
  }

  order(order: Order): void {
    switch (order.do) {
      case "write":
        return this.#write(order.file, order.offset, order.bytes);
      case "truncate":
        return this.#truncate(order.file, order.size);
      case "delete":
        this.#kept.delete(order.file);
        return;
      case "sync":
        return queueMicrotask(() => this.#answers?.synced(order.ticket));
      case "load": {
        const file = this.#kept.get(order.file);
        const bytes = (file?.bytes ?? new Uint8Array(0)).slice(order.offset, Math.min(order.offset + order.length, file?.size ?? 0));
        return queueMicrotask(() => this.#answers?.loaded(order.ticket, bytes));
      }
    }
  }

  close(): void {
    this.#kept.clear();
  }

  #truncate(name: string, size: number): void {
    const file = this.#kept.get(name);
    if (file === undefined) return;
    file.bytes.fill(0, size);
    file.size = size;
  }

  #write(name: string, offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    const file = this.#kept.get(name) ?? { bytes: new Uint8Array(4_096), size: 0 };
    if (end > file.bytes.length) {
      const grown = new Uint8Array(Math.max(end, 2 * file.bytes.length));
      grown.set(file.bytes);
      file.bytes = grown;
    }
    file.bytes.set(bytes, offset);
    file.size = Math.max(file.size, end);
    this.#kept.set(name, file);
  }
}
