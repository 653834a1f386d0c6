// Between the engine, which decides everything, and the browser, which does it: disk, signatures, links, time.
import type { Bytes } from "./bytes.js";
import type { Answer, Change, Command, CoreHost, TabPeer } from "./core.js";
import type { Own } from "./links/pipe.js";
import type { Links } from "./links/links.js";
import { guarded, Listeners, type Stop } from "./listeners.js";
import type { Disk, MemoryDisk, WorkerDisk } from "./store/disk.js";
import type { DiskTrouble } from "./store/words.js";

/** What was asked for cannot be done, and nothing was changed. `code` is stable, and explained in docs/errors.md. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: string;

  constructor(code: string, detail: string) {
    super(`${code}: ${detail}`);
    this.code = code;
  }
}

/** Something that the owner of the peer should know. */
export type Report = { readonly code: string; readonly about: string; readonly text: string };

/** Checks under way beyond which nothing more is taken in from links: a second of one thread. */
const CHECKS_MAX = 10_000;

export class Host {
  readonly own: Own;
  readonly disk: Disk;
  readonly reports = new Listeners<[Report]>();
  /** What was shared with that link is no stranger's any more. */
  readonly knowns = new Listeners<[number]>();
  /** Nothing happens any more: told to who waits for something. */
  readonly ends = new Listeners<[Refused]>();
  readonly forwards = new Listeners<[string, string, number, Bytes]>();
  /** How many others are a quorum with this peer. */
  readonly quorumOthers: number;
  /** Why nothing is written any more, if so. */
  trouble: DiskTrouble | null = null;

  #core!: TabPeer;
  #links!: Links;
  readonly #calls = new Map<number, (answer: Answer) => void>();
  readonly #observers = new Map<number, (changes: readonly Change[]) => void>();
  #tickets = 0;
  #observed = 0;
  #checks = 0;
  #held: (() => void)[] = [];
  readonly #alarm: Alarm;
  /** Why nothing happens any more, if so. */
  #over: { readonly code: string; readonly detail: string } | null = null;
  #stopping: Promise<void> | null = null;

  constructor(own: Own, disk: WorkerDisk | MemoryDisk, quorumOthers: number) {
    this.own = own;
    this.quorumOthers = quorumOthers;
    this.disk = disk;
    this.#alarm = new Alarm(() => this.#step((core) => core.wake()));
    disk.answerTo({
      synced: (ticket) => this.#step((core) => ticket > 0 && core.synced(ticket)), // 0 is of opening, which nobody waits for
      loaded: (ticket, bytes) => this.#step((core) => core.loaded(ticket, bytes)),
      notLoaded: (ticket, busy) => this.#step((core) => core.notLoaded(ticket, busy)),
      failed: (trouble) => this.#diskFailed(trouble),
    });
  }

  /** Begins: `make` makes the engine with this as its host. */
  start(make: (host: CoreHost) => TabPeer, links: Links): void {
    this.#links = links;
    this.#core = make(this.#hostOf());
    this.#step((core) => core.wake());
  }

  /** Asks, and throws what is refused. */
  async ask(command: Command): Promise<Answer> {
    const answer = this.#call(command);
    return accepted(await answer);
  }

  /** The same where the answer is there at once, as it is for what needs neither disk nor signature. */
  askNow(command: Command): Answer | Promise<Answer> {
    const answer = this.#call(command);
    return answer instanceof Promise ? answer.then(accepted) : accepted(answer);
  }

  /** What is there; after the end, what was there last. */
  value(address: string): unknown {
    return addressed(() => this.#core.value(address));
  }

  /** What the engine was told, as a recording; undefined where none is kept. */
  trace(): Bytes | undefined {
    return this.#core.trace();
  }

  /** How many places are observed now. */
  get observers(): number {
    return this.#observers.size;
  }

  observe(address: string, observer: (changes: readonly Change[]) => void): Stop {
    this.checkRuns();
    const number = ++this.#observed;
    addressed(() => this.#core.observe(number, address));
    this.#observers.set(number, observer);
    return () => {
      if (this.#observers.delete(number)) this.#core.unobserve(number);
    };
  }

  // From the links

  up(link: number, peer: Bytes, inbound: boolean, address: string): void {
    this.#step((core) => core.linkUp(link, peer, inbound, address));
  }

  frame(link: number, bytes: Bytes): void {
    if (this.#checks < CHECKS_MAX && this.#held.length === 0) this.#step((core) => core.received(link, bytes));
    else this.#held.push(() => this.#step((core) => core.received(link, bytes))); // bounded by the credit that it was sent on
  }

  down(link: number, reason: string): void {
    this.#step((core) => core.linkDown(link, reason));
  }

  dialFailed(address: string, reason: string): void {
    this.#step((core) => core.dialFailed(address, reason));
  }

  /** Everything is durable when it returns. Nothing happens afterwards. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  async #stop(): Promise<void> {
    try {
      if (this.#over === null && this.trouble === null) await this.ask({ do: "stop" });
    } finally {
      this.#end("stopping", "the peer was closed");
    }
  }

  /** The page goes: the others are not left to find that out by half a minute's silence. What the disk was told it still does. */
  leave(): void {
    this.#end("stopping", "the page was left");
  }

  /** Who waits for an answer is told, and who asks from now on. */
  #end(code: string, detail: string): void {
    if (this.#over !== null) return;
    this.#over = { code, detail };
    this.#alarm.close();
    this.#links.close();
    this.disk.close();
    this.#held = [];
    this.#observers.clear();
    for (const answer of this.#calls.values()) answer(this.#over);
    this.#calls.clear();
    this.ends.tell(new Refused(code, detail));
  }

  /** Throws why nothing happens any more. */
  checkRuns(): void {
    if (this.#over !== null) throw new Refused(this.#over.code, this.#over.detail);
  }

  #call(command: Command): Answer | Promise<Answer> {
    this.checkRuns();
    const ticket = ++this.#tickets;
    const answer = this.#core.call(ticket, command);
    return answer ?? new Promise((answered) => this.#calls.set(ticket, answered));
  }

  #step(input: (core: TabPeer) => void): void {
    if (this.#over === null) input(this.#core);
  }

  #diskFailed(trouble: DiskTrouble): void {
    this.trouble = trouble;
    this.reports.tell({ code: trouble.code, about: "the store", text: trouble.reason });
    this.#step((core) => core.diskFailed(trouble.reason));
  }

  #hostOf(): CoreHost {
    const { disk } = this;
    const links = this.#links;
    return {
      send: (link, frame) => links.send(link, frame),
      hangUp: (link, reason) => links.hangUp(link, reason),
      known: (link) => {
        links.known(link);
        queueMicrotask(() => this.knowns.tell(link));
      },
      dial: (address, peer) => links.dial(address, peer),
      check: (ticket, key, message, signature) => this.#check(ticket, key, message, signature),
      sign: (ticket, message, seed) => this.#sign(ticket, message, seed),
      write: (file, offset, bytes) => disk.order({ do: "write", file, offset, bytes }),
      truncate: (file, size) => disk.order({ do: "truncate", file, size }),
      sync: (ticket) => disk.order({ do: "sync", ticket }),
      load: (ticket, file, offset, length) => disk.order({ do: "load", ticket, file, offset, length }),
      delete: (file) => disk.order({ do: "delete", file }),
      report: (code, about, text) => queueMicrotask(() => this.reports.tell({ code, about, text })),
      wakeAt: (millis) => this.#alarm.at(millis),
      forwarded: (board, from, kind, bytes) => queueMicrotask(() => this.forwards.tell(board, from, kind, bytes)),
      reply: (ticket, answer) => {
        const answered = this.#calls.get(ticket);
        this.#calls.delete(ticket);
        answered?.(answer);
      },
      tell: () => {}, // what is watched is read, when it is told to have changed
      changed: (observer, changes) => guarded(() => this.#observers.get(observer)?.(changes)),
      broken: (reason) => {
        this.reports.tell({ code: "bug", about: "the engine", text: reason });
        this.#end("bug", `the engine has ended: ${reason}`);
      },
    };
  }

  #check(ticket: number, key: Bytes, message: Bytes, signature: Bytes): void {
    this.#checks++;
    void this.own.curves.ed.verify(key, message, signature).then((good) => {
      this.#checks--;
      this.#step((core) => core.checked(ticket, good));
      while (this.#checks < CHECKS_MAX && this.#held.length > 0) this.#held.shift()!();
    });
  }

  #sign(ticket: number, message: Bytes, seed: Bytes | null): void {
    const signing = seed === null ? this.own.sign(message) : this.own.curves.ed.ofSeed(seed).then(({ sign }) => sign(message));
    void signing.then((signature) => this.#step((core) => core.signed(ticket, signature)));
  }
}

/** All that the engine finds wrong with an address is the address. */
function addressed<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw new Refused("address-malformed", error instanceof Error ? error.message : String(error));
  }
}

function accepted(answer: Answer): Answer {
  const { code, detail } = answer;
  if (typeof code === "string" && typeof detail === "string") throw new Refused(code, detail);
  return answer;
}

/** Rings at a time of performance.now(). Soon is sooner than a timer, which waits four milliseconds at least. */
class Alarm {
  readonly #ring: () => void;
  readonly #soon = new MessageChannel();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #number = 0;

  constructor(ring: () => void) {
    this.#ring = ring;
    this.#soon.port2.onmessage = ({ data }) => {
      if (data === this.#number) this.#ring();
    };
  }

  at(millis: number): void {
    clearTimeout(this.#timer);
    const number = ++this.#number;
    const wait = millis - performance.now();
    if (wait < 1) this.#soon.port1.postMessage(number);
    else if (wait < LATEST) this.#timer = setTimeout(this.#ring, Math.ceil(wait));
    else if (wait < Infinity) this.#timer = setTimeout(() => this.at(millis), LATEST);
  }

  /** An open port would keep all that it rings for. */
  close(): void {
    clearTimeout(this.#timer);
    this.#soon.port1.close();
  }
}

const LATEST = 1 << 30; // timers count 31 bits
