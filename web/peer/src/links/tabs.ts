// The tabs of one browser find each other by themselves, with no server, and speak over channels of their own.
//
// Each says hello when it comes and is answered; of two that are on a board together, the one whose name is smaller calls,
// if neither has called before: who is let onto a board has called whom it asked, and a second pipe would carry all that
// the first one does. That a tab is gone is known by the lock that it held while it lived.
import { randomName, type Bytes } from "../bytes.js";
import { living, lockNames, standInLine, whenFree, type Locks, type Release } from "../locks.js";
import { openChannel, type Channel } from "./channel.js";
import type { Pipe } from "./pipe.js";

/** What a tab tells of itself to the others of its browser. */
export type Facts = {
  readonly peer: string;
  /** The ids of its boards. */
  readonly boards: readonly string[];
};

type Word =
  | { say: "hello" | "here"; from: string; facts: Facts }
  | { say: "bye"; from: string }
  | { say: "call"; from: string; to: string; pipe: string }
  | { say: "invitation"; from: string; to: string; link: string };

export interface TabEvents {
  /** Somebody is there: told again when its facts changed. */
  here(tab: string, facts: Facts): void;
  gone(tab: string): void;
  /** A pipe to another tab; `called`: by us. */
  pipe(pipe: Pipe, tab: string, called: boolean): void;
  invitation(link: string, tab: string): void;
}

/** Another tab; `hasPipe`: one of us has called the other. */
type Known = { readonly forget: Release; facts: Facts; hasPipe: boolean };

/** Tabs that are known at once; those of one browser, and what a script that plays tricks makes of it. */
const TABS_MAX = 64;

export class Tabs {
  readonly own = randomName();
  readonly #name: string;
  readonly #locks: Locks;
  readonly #facts: () => Facts;
  readonly #events: TabEvents;
  readonly #channel: Channel;
  readonly #open: (name: string) => Channel;
  readonly #release: Release;
  readonly #known = new Map<string, Known>();
  #closed = false;

  constructor(name: string, locks: Locks, facts: () => Facts, events: TabEvents, open = openChannel) {
    this.#name = name;
    this.#locks = locks;
    this.#facts = facts;
    this.#events = events;
    this.#open = open;
    this.#channel = open(`kith/${name}/tabs`);
    this.#channel.onmessage = (event) => this.#hear(event.data as Word);
    this.#release = standInLine(locks, lockNames.alive(name, this.own), () => this.tellFacts("hello"));
  }

  /** Tells the others what is the case now. */
  tellFacts(say: "hello" | "here" = "here"): void {
    this.#say({ say, from: this.own, facts: this.#facts() });
    this.#callWhoShares();
  }

  /** Whether a tab lives that has not told its facts yet. */
  async isAnySilent(): Promise<boolean> {
    return (await living(this.#locks, this.#name)).some((tab) => tab !== this.own && !this.#known.has(tab));
  }

  /** Hands an invitation to another tab of this browser. */
  invite(tab: string, link: string): void {
    this.#say({ say: "invitation", from: this.own, to: tab, link });
  }

  /** A pipe to that tab, which is told of it. */
  call(tab: string): Pipe {
    const name = `kith/${this.#name}/pipe/${randomName()}`;
    const pipe = new ChannelPipe(this.#open(name), this.#gonePipe(tab), false);
    this.#say({ say: "call", from: this.own, to: tab, pipe: name });
    this.#pipeWith(tab);
    return pipe;
  }

  close(): void {
    if (this.#closed) return;
    this.#say({ say: "bye", from: this.own });
    this.#closed = true;
    for (const { forget } of this.#known.values()) forget();
    this.#known.clear();
    this.#release();
    this.#channel.close();
  }

  #say(word: Word): void {
    if (!this.#closed) this.#channel.postMessage(word);
  }

  #hear(word: Word): void {
    if (word?.from === this.own) return;
    switch (word?.say) {
      case "hello":
        this.#met(word.from, word.facts);
        return this.tellFacts();
      case "here":
        return this.#met(word.from, word.facts);
      case "bye":
        return this.#gone(word.from);
      case "call":
        if (word.to === this.own) this.#called(word.from, word.pipe);
        return;
      case "invitation":
        if (word.to === this.own) this.#events.invitation(word.link, word.from);
    }
  }

  #met(tab: string, facts: Facts): void {
    const known = this.#known.get(tab);
    if (known !== undefined) known.facts = facts;
    else if (this.#known.size === TABS_MAX) return;
    else this.#known.set(tab, { forget: whenFree(this.#locks, lockNames.alive(this.#name, tab), () => this.#gone(tab)), facts, hasPipe: false });
    this.#events.here(tab, facts);
    this.#callWhoShares();
  }

  #callWhoShares(): void {
    const { boards } = this.#facts();
    for (const [tab, { facts, hasPipe }] of this.#known) {
      if (!hasPipe && this.own < tab && facts.boards.some((board) => boards.includes(board))) this.#events.pipe(this.call(tab), tab, true);
    }
  }

  #called(tab: string, pipe: string): void {
    this.#pipeWith(tab);
    this.#events.pipe(new ChannelPipe(this.#open(pipe), this.#gonePipe(tab), true), tab, false);
  }

  #pipeWith(tab: string): void {
    const known = this.#known.get(tab);
    if (known !== undefined) known.hasPipe = true;
  }

  #gone(tab: string): void {
    const known = this.#known.get(tab);
    if (known === undefined) return;
    this.#known.delete(tab);
    known.forget();
    this.#events.gone(tab);
  }

  #gonePipe(tab: string): (gone: () => void) => Release {
    return (gone) => whenFree(this.#locks, lockNames.alive(this.#name, tab), gone);
  }
}

type PipeWord = { say: "ready" } | { say: "close"; reason: string } | { say: "data"; bytes: Bytes };

/** A pipe over a channel that two tabs have for themselves. The one that was called says when it listens. */
export class ChannelPipe implements Pipe {
  /** A channel takes everything at once; what it holds is the browser's. */
  readonly waitingBytes = 0;
  readonly #channel: Channel;
  readonly #whenGone: (gone: () => void) => Release;
  #isReady: boolean;
  #early: Bytes[] = [];
  #stop: Release = () => {};
  #closed = false;

  constructor(channel: Channel, whenGone: (gone: () => void) => Release, isReady: boolean) {
    this.#channel = channel;
    this.#whenGone = whenGone;
    this.#isReady = isReady;
  }

  send(bytes: Bytes): void {
    if (this.#closed) return;
    if (this.#isReady) this.#say({ say: "data", bytes });
    else this.#early.push(bytes);
  }

  hear(message: (bytes: Bytes) => void, ended: (reason: string) => void): void {
    this.#channel.onmessage = ({ data }: MessageEvent<PipeWord>) => {
      if (data.say === "ready") {
        this.#isReady = true;
        for (const bytes of this.#early.splice(0)) this.send(bytes);
      } else if (data.say === "close") {
        this.#end();
        ended("closed-by-peer");
      } else if (data.bytes instanceof Uint8Array) {
        message(data.bytes);
      } else {
        this.close("malformed");
        ended("malformed");
      }
    };
    this.#stop = this.#whenGone(() => {
      this.#end();
      ended("connection-lost");
    });
    if (this.#isReady) this.#say({ say: "ready" });
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#say({ say: "close", reason });
    this.#end();
  }

  #end(): void {
    this.#closed = true;
    this.#stop();
    this.#channel.onmessage = null;
    this.#channel.close();
  }

  #say(word: PipeWord): void {
    this.#channel.postMessage(word);
  }
}
