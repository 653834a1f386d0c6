// The worker's side of one slot: takes a tab's orders, carries them out in their order, and commits in groups.
//
// All orders that wait are one round, with one flush at its end for all syncs in it. The first failure is told
// once, and nothing is written after it: a later write could be on disk without an earlier one. Reading goes on.
import type { Order, ToStore, ToTab } from "./words.js";
import { troubleOf } from "./words.js";
import { Files, type Folder } from "./files.js";

/** Contents are told in pieces, so that no message is larger than what a channel takes at ease. */
export const PIECE_BYTES = 4 << 20;

/** The worker of a tab that was just closed may hold the files for a moment longer. Guess. */
const OPEN_ATTEMPTS_MAX = 100;
const OPEN_AGAIN_MILLIS = 25;

export type Pause = (millis: number) => Promise<void>;

export class SlotStore {
  readonly #worker: string;
  readonly #folder: () => Promise<Folder>;
  readonly #tell: (word: ToTab) => void;
  readonly #pause: Pause;
  #tab = "";
  #files: Files | null = null;
  #failed = false;
  #waiting: Order[] = [];
  #work: Promise<void> = Promise.resolve();

  constructor(worker: string, folder: () => Promise<Folder>, tell: (word: ToTab) => void, pause: Pause) {
    this.#worker = worker;
    this.#folder = folder;
    this.#tell = tell;
    this.#pause = pause;
  }

  /** What a tab says. Resolves when what it led to is done. */
  hear(word: ToStore): Promise<void> {
    if (word.say === "who") {
      this.#tell({ say: "here", worker: this.#worker });
    } else if (word.worker !== this.#worker) {
      return this.#work; // it was for one who is gone, and will be sent again
    } else if (word.say === "open") {
      this.#tab = word.tab;
      this.#waiting = [];
      this.#then(() => this.#open(word.tab, word.contents));
    } else if (word.tab === this.#tab) {
      if (word.say === "close") {
        this.#then(() => this.#close());
      } else {
        const idle = this.#waiting.length === 0;
        this.#waiting.push(...word.orders);
        if (idle) this.#then(() => this.#round(word.tab));
      }
    }
    return this.#work;
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error) => this.#fail(error));
  }

  async #open(tab: string, contents: boolean): Promise<void> {
    this.#failed = false;
    this.#files ??= await this.#openFiles();
    if (contents) this.#tellContents(tab, this.#files);
    this.#tell({ say: "opened", worker: this.#worker, tab });
  }

  async #openFiles(): Promise<Files> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await Files.in(await this.#folder());
      } catch (error) {
        const held = error instanceof Error && error.name === "NoModificationAllowedError";
        if (!held || attempt === OPEN_ATTEMPTS_MAX) throw error;
        await this.#pause(OPEN_AGAIN_MILLIS);
      }
    }
  }

  #tellContents(tab: string, files: Files): void {
    for (const file of files.names()) {
      const size = files.size(file);
      for (let offset = 0; offset === 0 || offset < size; offset += PIECE_BYTES) {
        const bytes = files.read(file, offset, PIECE_BYTES);
        this.#tell({ say: "piece", worker: this.#worker, tab, file, size, offset, bytes });
      }
    }
  }

  async #round(tab: string): Promise<void> {
    const orders = this.#waiting;
    this.#waiting = [];
    let ticket: number | null = null;
    for (const order of orders) {
      if (order.do === "sync") ticket = order.ticket;
      else if (order.do === "load") this.#load(tab, order);
      else await this.#unlessFailed((files) => change(files, order));
    }
    if (ticket !== null) {
      const done = ticket;
      await this.#unlessFailed(async (files) => {
        files.sync();
        this.#tell({ say: "synced", worker: this.#worker, tab, ticket: done });
      });
    }
  }

  async #unlessFailed(work: (files: Files) => Promise<void>): Promise<void> {
    if (this.#failed || this.#files === null) return;
    try {
      await work(this.#files);
    } catch (error) {
      this.#fail(error);
    }
  }

  #load(tab: string, { ticket, file, offset, length }: Order & { do: "load" }): void {
    try {
      if (this.#files === null) throw new Error("the slot is not open");
      this.#tell({ say: "loaded", worker: this.#worker, tab, ticket, bytes: this.#files.read(file, offset, length) });
    } catch {
      this.#tell({ say: "notLoaded", worker: this.#worker, tab, ticket });
    }
  }

  #fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#tell({ say: "failed", worker: this.#worker, tab: this.#tab, ...troubleOf(error) });
  }

  async #close(): Promise<void> {
    this.#files?.close();
    this.#files = null;
    this.#tab = "";
  }
}

function change(files: Files, order: Order & { do: "write" | "truncate" | "delete" }): Promise<void> {
  switch (order.do) {
    case "write":
      return files.write(order.file, order.offset, order.bytes);
    case "truncate":
      return files.truncate(order.file, order.size);
    case "delete":
      return files.remove(order.file);
  }
}
