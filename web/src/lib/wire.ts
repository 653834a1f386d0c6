// The one WebSocket of the page, and all its subscriptions.
//
// When the node is away it is called again, a little later each time; what was watched is watched again,
// from the version that was had, so that nothing comes twice. A watcher does not notice but for a picture
// that begins anew.
import { Told, type Schedule } from "./told.js";
import { at, flag, list, number, parse, print, text, type Json } from "./json.js";

export type Cell = {
  readonly path: string;
  readonly value?: Json;
  readonly children?: number;
  readonly interior?: boolean;
  readonly cut?: boolean;
  readonly contested?: boolean;
  readonly slot?: string;
  /** How long a text is of which `value` is the beginning. */
  readonly length?: number;
  /** What was edited in a text, instead of all of it. */
  readonly splices?: readonly (readonly [number, number, string])[];
  readonly gone?: boolean;
};

export type Version = readonly string[];

/** Who is told of a place. */
export interface Watcher {
  /** Part of the picture; a first one replaces what was there, once the last one is there. */
  page(cells: readonly Cell[], first: boolean, last: boolean, version: Version | null): void;
  /** `now` is the number of the question that this answers, where it answers one. */
  changes(cells: readonly Cell[], version: Version | null, now: number | null): void;
  refused(code: string, detail: string): void;
}

export interface Line {
  /** As of a WebSocket: one that is closing takes nothing more, and its end is told later. */
  readonly readyState: number;
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

export type Timers = { after(millis: number, run: () => void): () => void; now(): number };

export const realTimers: Timers = {
  after(millis, run) {
    const timer = setTimeout(run, millis);
    return () => clearTimeout(timer);
  },
  now: () => Date.now(),
};

type Watch = { id: number; address: string; depth: number | null; watcher: Watcher; version: Version | null; patches: boolean };

/** A text that is watched by what is edited in it. */
export type TextLine = { stop(): void; now(number: number): void };

const OPEN = 1; // WebSocket.OPEN
const RETRY_MILLIS_MIN = 250;
const RETRY_MILLIS_MAX = 4_000;
const SILENT_MILLIS = 15_000; // after so long the node is asked whether it is there
const PONG_MILLIS = 10_000;
const ANSWER_MILLIS = 10_000; // a network that swallows everything says nothing for minutes
const BEHIND_MILLIS = 500;
const CLIP_UNITS = 400; // of a text in the tree: what no row is wide enough for

export class Wire extends Told {
  status: "connecting" | "open" | "away" = "connecting";
  awaySince = 0;
  /** How often the line was opened: an answer from before says nothing about now. */
  opened = 0;

  #line: Line | null = null;
  #watches = new Map<number, Watch>();
  #nextId = 1;
  #retry = RETRY_MILLIS_MIN;
  #cancelRetry: (() => void) | null = null;
  #cancelAsk: (() => void) | null = null;
  readonly #connect: () => Line;
  readonly #timers: Timers;

  constructor(connect: () => Line, timers: Timers = realTimers, schedule?: Schedule) {
    super(schedule);
    this.#connect = connect;
    this.#timers = timers;
  }

  start(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    if (this.#line) hangUp(this.#line); // it was called, and has not answered yet
    const line = this.#connect();
    this.#line = line;
    line.onopen = () => this.#line === line && this.#open();
    line.onmessage = (event) => this.#heard(String(event.data));
    line.onclose = () => this.#closed(line);
    this.#cancelAsk?.();
    this.#cancelAsk = this.#timers.after(ANSWER_MILLIS, () => {
      hangUp(line);
      this.#closed(line);
    });
  }

  /** Hangs up, and does not call again by itself. */
  rest(): void {
    const line = this.#line;
    if (line) hangUp(line);
    if (line) this.#closed(line);
    this.#cancelRetry?.();
    this.#cancelRetry = null;
  }

  /** Tries now: the page is looked at again, or the network is back. */
  hurry(): void {
    if (this.status !== "away") return;
    this.#retry = RETRY_MILLIS_MIN;
    this.start();
  }

  /** Watches an address until the function that it gives is called. No depth is all of it. */
  watch(address: string, depth: number | null, watcher: Watcher): () => void {
    const watch = this.#begin(address, depth, watcher, false);
    return () => this.#stop(watch);
  }

  #begin(address: string, depth: number | null, watcher: Watcher, patches: boolean): Watch {
    const watch: Watch = { id: this.#nextId++, address, depth, watcher, version: null, patches };
    this.#watches.set(watch.id, watch);
    this.#ask(watch);
    return watch;
  }

  /** Watches one text. After a break it is told whole again: nobody knows what was heard last. */
  watchText(address: string, watcher: Watcher): TextLine {
    const watch = this.#begin(address, 0, watcher, true);
    return {
      stop: () => this.#stop(watch),
      now: (number) => this.#say(`{"id":${watch.id},"now":${number}}`),
    };
  }

  /** Shows something of this page in a space for as long as the line is open; null ends it. */
  show(address: string, value: Json): void {
    this.#say(print({ id: 0, show: address, value }));
  }

  #stop(watch: Watch): void {
    if (this.#watches.delete(watch.id)) this.#say(`{"id":${watch.id},"unwatch":true}`);
  }

  #ask(watch: Watch): void {
    const depth = watch.depth === null ? {} : { depth: watch.depth };
    const from = watch.version === null || watch.patches ? {} : { from: watch.version };
    const texts = watch.patches ? { patches: true } : { clip: CLIP_UNITS };
    this.#say(print({ id: watch.id, watch: watch.address, mode: "state", ...depth, ...from, ...texts }));
  }

  /** What cannot be said is not kept: once the line is open again, all is asked for anew. */
  #say(message: string): void {
    if (this.status === "open" && this.#line?.readyState === OPEN) this.#line.send(message);
  }

  #open(): void {
    this.status = "open";
    this.opened++;
    this.#retry = RETRY_MILLIS_MIN;
    const watches = [...this.#watches.values()];
    this.#watches.clear();
    for (const watch of watches) {
      this.#watches.set(watch.id, watch);
      this.#ask(watch);
    }
    this.#listen();
    this.tell();
  }

  #closed(line: Line): void {
    if (this.#line !== line) return;
    this.#line = null;
    this.#cancelAsk?.();
    if (this.status !== "away") this.awaySince = this.#timers.now();
    this.status = "away";
    this.#cancelRetry?.();
    this.#cancelRetry = this.#timers.after(this.#retry, () => this.start());
    this.#retry = Math.min(this.#retry * 2, RETRY_MILLIS_MAX);
    this.tell();
  }

  /** A line that says nothing may be dead without anybody knowing. */
  #listen(): void {
    this.#cancelAsk?.();
    this.#cancelAsk = this.#timers.after(SILENT_MILLIS, () => {
      const line = this.#line;
      this.#say('{"id":0,"ping":true}');
      this.#cancelAsk = this.#timers.after(PONG_MILLIS, () => {
        if (!line) return;
        hangUp(line);
        this.#closed(line);
      });
    });
  }

  #heard(message: string): void {
    this.#listen();
    const said = parse(message);
    const watch = this.#watches.get(number(at(said, "id")));
    if (!watch) return;
    const version = at(said, "version") === undefined ? null : list(at(said, "version")).map(text);
    const page = at(said, "page");
    const changes = at(said, "changes");
    const refusal = at(said, "error") ?? at(said, "ended");
    if (page !== undefined) {
      const last = flag(at(said, "last"));
      if (last && version !== null) watch.version = version;
      watch.watcher.page(page as readonly Cell[], flag(at(said, "first")), last, version);
    } else if (changes !== undefined) {
      if (version !== null) watch.version = version;
      const now = at(said, "now");
      watch.watcher.changes(changes as readonly Cell[], version, now === undefined ? null : number(now));
    } else if (refusal !== undefined) {
      this.#refused(watch, text(at(refusal, "code")), text(at(refusal, "detail")));
    }
  }

  #refused(watch: Watch, code: string, detail: string): void {
    if (code === "stopping") return; // the line is about to end, and all is watched again
    if (code === "behind") {
      watch.version = null;
      this.#timers.after(BEHIND_MILLIS, () => {
        if (this.#watches.has(watch.id)) this.#ask(watch);
      });
      return;
    }
    this.#watches.delete(watch.id);
    watch.watcher.refused(code, detail);
  }
}

/** What it still says is not heard. */
function hangUp(line: Line): void {
  line.onopen = null;
  line.onmessage = null;
  line.onclose = null;
  line.close();
}
