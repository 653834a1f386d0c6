import { afterEach, describe, expect, test } from "vitest";
import { equal, type Bytes } from "../src/bytes.js";
import { LockSet, settled, until } from "./fakes.js";
import { LanesIn, LanesOut, PIECE_BYTES, type Lane } from "../src/links/lanes.js";
import { FRAME_BYTES_MAX, type Pipe } from "../src/links/pipe.js";
import { PIECE_BYTES as RELAYED_BYTES, Relay } from "../src/links/relay.js";
import { storageChannel, type Shared } from "../src/links/channel.js";
import { Tabs, type Facts, type TabEvents } from "../src/links/tabs.js";

/** A data channel that holds what it is given until it is let go. */
class Slow implements Lane {
  bufferedAmountLowThreshold = 0;
  onbufferedamountlow: ((event: Event) => void) | null = null;
  readonly readyState = "open";
  readonly pieces: Bytes[] = [];
  get bufferedAmount(): number {
    return this.pieces.reduce((sum, piece) => sum + piece.length, 0);
  }
  send(piece: Bytes): void {
    this.pieces.push(piece);
  }
  let(go: (piece: Bytes) => void): boolean {
    const piece = this.pieces.shift();
    if (piece === undefined) return false;
    go(piece);
    if (this.bufferedAmount <= this.bufferedAmountLowThreshold) this.onbufferedamountlow?.(new Event("low"));
    return true;
  }
}

describe("lanes", () => {
  const made = (count: number) => {
    const lanes = Array.from({ length: count }, () => new Slow());
    const out = new LanesOut();
    for (const lane of lanes) out.add(lane);
    const heard: Bytes[] = [];
    let broken = 0;
    const into = new LanesIn((bytes) => heard.push(bytes), () => broken++);
    return { lanes, out, heard, into, broken: () => broken };
  };

  test.each([1, 3])("messages come whole and in order over %i, whichever lane is quicker", (count) => {
    const { lanes, out, heard, into, broken } = made(count);
    const messages = [1, PIECE_BYTES, PIECE_BYTES + 1, FRAME_BYTES_MAX + 16, 5, 3 * PIECE_BYTES].map((size) => new Uint8Array(size).map((_, i) => (i * size) % 251));
    for (const message of messages) out.send(message);
    for (let turn = 0; out.waitingBytes > 0; turn++) {
      const quick = lanes[turn % 7 < 5 ? count - 1 : turn % count]!;
      if (!quick.let((piece) => into.take(piece))) for (const lane of lanes) lane.let((piece) => into.take(piece));
    }
    expect(heard.map((one) => one.length)).toEqual(messages.map((one) => one.length));
    expect(heard.every((one, i) => equal(one, messages[i]!))).toBe(true);
    expect(broken()).toBe(0);
  });
  test("a channel is given no more ahead than it has to have, and all are used", () => {
    const { lanes, out } = made(3);
    for (let i = 0; i < 40; i++) out.send(new Uint8Array(PIECE_BYTES));
    for (const lane of lanes) {
      expect(lane.bufferedAmount).toBeGreaterThan(0);
      expect(lane.bufferedAmount).toBeLessThan((256 << 10) + 2 * PIECE_BYTES);
    }
    expect(out.waitingBytes).toBe(40 * (PIECE_BYTES + 8));
  });
  test.each([
    ["is empty", []],
    ["has nothing behind its head", [0, 0, 0, 0, 0, 0, 0, 1]],
    ["is the last of none", [0, 0, 0, 0, 0, 0, 0, 0, 9]],
    ["is behind the last", [0, 0, 0, 0, 0, 2, 0, 2, 9]],
    ["is one of too many", [0, 0, 0, 0, 0, 0, 255, 255, 9]],
  ])("a piece that %s is refused", (_, bytes) => {
    const { into, broken, heard } = made(1);
    into.take(Uint8Array.from(bytes));
    expect([broken(), heard]).toEqual([1, []]);
  });
  test("what never becomes whole is bounded", () => {
    const { into, broken } = made(1);
    for (let number = 1; number < 400 && broken() === 0; number++) {
      const piece = new Uint8Array(8 + PIECE_BYTES);
      new DataView(piece.buffer).setUint32(0, number);
      piece[7] = 2;
      into.take(piece);
    }
    expect(broken()).toBe(1);
  });
});

describe("a relay", () => {
  const joined = () => {
    const called: Pipe[] = [];
    let passing = true;
    let passedBytes = 0;
    const relays: Relay[] = [];
    const pass = (from: string, to: number) => (_: string, message: Bytes) => {
      passedBytes = Math.max(passedBytes, message.length);
      queueMicrotask(() => passing && relays[to]!.heard(from, message));
      return Promise.resolve(passing);
    };
    relays.push(new Relay(pass("a", 1), () => {}), new Relay(pass("b", 0), (pipe) => called.push(pipe)));
    return { relays, called, stop: () => (passing = false), largest: () => passedBytes };
  };

  test("carries messages of all sizes in pieces, and the end", async () => {
    const { relays, called, largest } = joined();
    const pipe = relays[0]!.call("b");
    await settled();
    const heard: number[] = [];
    const ends: string[] = [];
    called[0]!.hear((bytes) => heard.push(bytes.length), (reason) => ends.push(reason));
    const sizes = [1, RELAYED_BYTES, RELAYED_BYTES + 1, FRAME_BYTES_MAX + 16];
    for (const size of sizes) pipe.send(new Uint8Array(size));
    await settled();
    expect(heard).toEqual(sizes);
    expect([largest(), pipe.waitingBytes]).toEqual([RELAYED_BYTES + 9, 0]);
    pipe.close("done");
    await settled();
    expect(ends).toEqual(["closed-by-peer"]);
  });
  test("ends when nobody passes on, and when a message becomes too large", async () => {
    const { relays, called, stop } = joined();
    const pipe = relays[0]!.call("b");
    await settled();
    const ends: string[] = [];
    called[0]!.hear(() => {}, (reason) => ends.push("b " + reason));
    pipe.hear(() => {}, (reason) => ends.push("a " + reason));
    pipe.send(new Uint8Array(FRAME_BYTES_MAX + 17));
    await settled();
    expect(ends).toEqual(["b malformed", "a closed-by-peer"]);
    const another = relays[0]!.call("b");
    another.hear(() => {}, (reason) => ends.push("a " + reason));
    await settled();
    stop();
    another.send(Uint8Array.of(1));
    await settled();
    expect(ends[2]).toMatch(/^a connection-lost/);
  });
  test("nonsense and messages of pipes that are not there do nothing", () => {
    const { relays, called } = joined();
    for (const message of [[], [1], [0, 1, 2], [1, 0, 0, 0, 0, 0, 0, 0, 0, 7], [3, 0, 0, 0, 0, 0, 0, 0, 0], [9, 0, 0, 0, 0, 0, 0, 0, 0]]) relays[1]!.heard("a", Uint8Array.from(message));
    expect(called).toEqual([]);
    for (let i = 0; i < 100; i++) relays[1]!.heard("a", Uint8Array.from([0, i, 0, 0, 0, 0, 0, 0, 0]));
    expect(called.length).toBe(64);
  });
});

/** What a tab was told. */
class Seen implements TabEvents {
  readonly facts = new Map<string, Facts>();
  readonly pipes: { pipe: Pipe; tab: string; called: boolean }[] = [];
  readonly invitations: string[] = [];
  here = (tab: string, facts: Facts) => void this.facts.set(tab, facts);
  gone = (tab: string) => void this.facts.delete(tab);
  pipe = (pipe: Pipe, tab: string, called: boolean) => void this.pipes.push({ pipe, tab, called });
  invitation = (link: string) => void this.invitations.push(link);
}

/** Windows of one origin: what one puts into storage, the others are told of. */
class Origin {
  #heard: { window: number; listener: (event: StorageEvent) => void }[] = [];
  window(window: number): Shared {
    const tell = (key: string, newValue: string | null) => {
      for (const one of [...this.#heard]) if (one.window !== window) queueMicrotask(() => one.listener({ key, newValue } as StorageEvent));
    };
    return {
      localStorage: { setItem: tell, removeItem: (key: string) => tell(key, null) },
      addEventListener: (_: string, listener: (event: StorageEvent) => void) => void this.#heard.push({ window, listener }),
      removeEventListener: (_: string, listener: unknown) => void (this.#heard = this.#heard.filter((one) => one.listener !== listener)),
    } as unknown as Shared;
  }
}

describe.each(["BroadcastChannel", "storage events"])("tabs of one browser, by %s", (way) => {
  const open: Tabs[] = [];
  afterEach(() => open.splice(0).forEach((tabs) => tabs.close()));

  function browser() {
    const locks = new LockSet();
    const origin = new Origin();
    const name = String(Math.random());
    let count = 0;
    return {
      locks,
      tab(boards = ["board"]) {
        const number = ++count;
        const seen = new Seen();
        const channel = way === "BroadcastChannel" ? undefined : (of: string) => storageChannel(of, origin.window(number));
        const tabs = new Tabs(name, locks.of(String(number)), () => ({ peer: `peer ${number}`, boards }), seen, channel);
        open.push(tabs);
        return { tabs, seen, number, boards };
      },
    };
  }

  test("find each other, and of each two one calls", async () => {
    const all = browser();
    const three = [all.tab(), all.tab(), all.tab()];
    await until(() => three.every(({ seen }) => seen.facts.size === 2 && seen.pipes.length === 2));
    expect([...three[0]!.seen.facts.values()].map((facts) => facts.peer).sort()).toEqual(["peer 2", "peer 3"]);
    expect(three.flatMap(({ seen }) => seen.pipes.filter((one) => one.called)).length).toBe(3);
  });
  test("call nobody before they are on a board together, and nobody twice", async () => {
    const all = browser();
    const [member, other, newcomer] = [all.tab(), all.tab(), all.tab([])];
    await until(() => [member!, other!, newcomer!].every(({ seen }) => seen.facts.size === 2) && other!.seen.pipes.length === 1);
    expect(newcomer!.seen.pipes).toEqual([]);
    newcomer!.tabs.call(member!.tabs.own); // as who is let in does
    newcomer!.boards.push("board");
    newcomer!.tabs.tellFacts();
    await until(() => other!.seen.pipes.length === 2 && newcomer!.seen.pipes.length === 1);
    newcomer!.tabs.tellFacts();
    for (const one of [member!, other!]) newcomer!.tabs.invite(one.tabs.own, "behind it");
    await until(() => [member!, other!].every(({ seen }) => seen.invitations.length === 1));
    expect([member!, other!, newcomer!].map(({ seen }) => seen.pipes.length)).toEqual([2, 2, 1]); // its own call is not told to who makes it
  });
  test("speak over a pipe of their own, and notice when one closes it or dies", async () => {
    const all = browser();
    const two = [all.tab(), all.tab()];
    await until(() => two.every(({ seen }) => seen.pipes.length === 1));
    const heard: number[][] = [[], []];
    const ends: string[] = [];
    for (const [i, { seen }] of two.entries()) seen.pipes[0]!.pipe.hear((bytes) => heard[i]!.push(...bytes), (reason) => ends.push(reason));
    two[0]!.seen.pipes[0]!.pipe.send(Uint8Array.of(1, 2));
    two[1]!.seen.pipes[0]!.pipe.send(Uint8Array.of(3));
    two[1]!.seen.pipes[0]!.pipe.send(Uint8Array.of(4));
    await until(() => heard[0]!.length === 2 && heard[1]!.length === 2);
    expect(heard).toEqual([[3, 4], [1, 2]]);
    all.locks.die("2");
    await until(() => ends.length > 0 && two[0]!.seen.facts.size === 0);
    expect(ends).toContain("connection-lost");
  });
  test("hand an invitation to one of them, and say goodbye", async () => {
    const all = browser();
    const three = [all.tab(), all.tab(), all.tab()];
    await until(() => three.every(({ seen }) => seen.facts.size === 2));
    three[0]!.tabs.invite(three[1]!.tabs.own, "kith:x");
    await until(() => three[1]!.seen.invitations.length === 1);
    three[0]!.tabs.close();
    await until(() => three[1]!.seen.facts.size === 1 && three[2]!.seen.facts.size === 1);
    expect(three[2]!.seen.invitations).toEqual([]);
  });
});
