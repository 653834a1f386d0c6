import { beforeEach, describe, expect, test } from "vitest";
import { equal, type Bytes } from "../src/bytes.js";
import { MemoryDisk, WorkerDisk, type DiskAnswers } from "../src/store/disk.js";
import type { Folder, OpenFile } from "../src/store/files.js";
import { PIECE_BYTES, SlotStore } from "../src/store/slot.js";
import type { DiskTrouble, Order, ToStore, ToTab } from "../src/store/words.js";

/** A folder of a private file system: one handle for each file, a bound on all bytes, and power that can go. */
class Platter implements Folder {
  readonly durable = new Map<string, Bytes>();
  readonly files = new Map<string, Bytes>();
  readonly held = new Set<string>();
  room = Infinity;

  names(): Promise<string[]> {
    return Promise.resolve([...this.files.keys()]);
  }
  open(file: string): Promise<OpenFile> {
    if (this.held.has(file)) return Promise.reject(new DOMException("held", "NoModificationAllowedError"));
    this.held.add(file);
    if (!this.files.has(file)) this.files.set(file, new Uint8Array(0));
    return Promise.resolve({
      read: (into, { at }) => {
        const bytes = this.#of(file).subarray(at, at + into.length);
        into.set(bytes);
        return bytes.length;
      },
      write: (bytes, { at }) => {
        const whole = new Uint8Array(Math.max(at + bytes.length, this.#of(file).length));
        const grows = whole.length - this.#of(file).length;
        if (grows > this.room) throw new DOMException("full", "QuotaExceededError");
        this.room -= grows;
        whole.set(this.#of(file));
        whole.set(bytes, at);
        this.files.set(file, whole);
        return bytes.length;
      },
      truncate: (size) => void this.files.set(file, this.#of(file).slice(0, size)),
      getSize: () => this.#of(file).length,
      flush: () => void this.durable.set(file, this.#of(file)),
      close: () => void this.held.delete(file),
    });
  }
  remove(file: string): Promise<void> {
    this.files.delete(file);
    this.durable.delete(file);
    return Promise.resolve();
  }
  /** The worker dies, and what was not flushed is lost. */
  die(): void {
    this.held.clear();
    this.files.clear();
    for (const [file, bytes] of this.durable) this.files.set(file, bytes);
  }
  #of(file: string): Bytes {
    return this.files.get(file)!;
  }
}

/** A BroadcastChannel between one tab and the workers, in which messages are copied and wait to be let through. */
class Wire {
  store: SlotStore | null = null;
  toStore: ToStore[] = [];
  readonly tab = {
    onmessage: null as ((event: MessageEvent) => void) | null,
    postMessage: (word: unknown) => void this.toStore.push(structuredClone(word) as ToStore),
    close: () => {},
  };
  tell = (word: ToTab) => void this.tab.onmessage?.({ data: structuredClone(word) } as MessageEvent);

  worker(name: string, platter: Folder, pause = () => Promise.resolve()): void {
    this.store = new SlotStore(name, () => Promise.resolve(platter), this.tell, pause);
    this.tell({ say: "here", worker: name });
  }
  /** Lets everything through until nobody says anything more. */
  async settle(): Promise<void> {
    await Promise.resolve();
    while (this.toStore.length > 0) {
      const word = this.toStore.shift()!;
      await this.store?.hear(word); // without a worker nobody does
      await new Promise((done) => setImmediate(done));
    }
  }
}

class Told implements DiskAnswers {
  syncs: number[] = [];
  loads = new Map<number, number[]>();
  troubles: DiskTrouble[] = [];
  synced = (ticket: number) => void this.syncs.push(ticket);
  loaded = (ticket: number, bytes: Bytes) => void this.loads.set(ticket, [...bytes]);
  notLoaded = () => {};
  failed = (trouble: DiskTrouble) => void this.troubles.push(trouble);
}

const write = (file: string, offset: number, ...bytes: number[]): Order => ({ do: "write", file, offset, bytes: Uint8Array.of(...bytes) });
const sync = (ticket: number): Order => ({ do: "sync", ticket });

describe("the store of a tab", () => {
  let platter: Platter;
  let wire: Wire;
  let told: Told;

  async function opened(): Promise<WorkerDisk> {
    const opening = WorkerDisk.open(wire.tab, "tab");
    await wire.settle();
    const disk = await opening;
    disk.answerTo(told);
    return disk;
  }
  async function does(disk: WorkerDisk, ...orders: Order[]): Promise<void> {
    for (const order of orders) disk.order(order);
    await wire.settle();
  }

  beforeEach(() => {
    platter = new Platter();
    wire = new Wire();
    told = new Told();
    wire.worker("one", platter);
  });

  test("tells on opening what is in the files, also in those of more than one piece", async () => {
    const large = new Uint8Array(PIECE_BYTES + 3).map((_, i) => i % 251);
    platter.files.set("b", large);
    platter.files.set("a", Uint8Array.of(1, 2));
    platter.files.set("empty", new Uint8Array(0));
    const disk = await opened();
    expect(disk.files.map((file) => [file.name, file.bytes.length])).toEqual([["a", 2], ["b", large.length], ["empty", 0]]);
    expect(equal(disk.files[1]!.bytes, large)).toBe(true);
  });
  test("writes at places, fills gaps with zeros, and says when that is on disk", async () => {
    const disk = await opened();
    await does(disk, write("log", 2, 7, 8), sync(5), write("log", 3, 9), sync(6));
    expect(told.syncs).toEqual([6]); // one flush for all that waits; the last ticket stands for those before
    expect([...platter.durable.get("log")!]).toEqual([0, 0, 7, 9]);
    expect(disk.keptBytes).toBe(0);
  });
  test("a load sees the writes before it; behind the end there is nothing", async () => {
    const disk = await opened();
    await does(disk, write("log", 0, 1, 2, 3), { do: "load", ticket: 1, file: "log", offset: 1, length: 9 }, { do: "load", ticket: 2, file: "none", offset: 0, length: 4 });
    expect([told.loads.get(1), told.loads.get(2)]).toEqual([[2, 3], []]);
  });
  test("a file is cut, and goes on behind that", async () => {
    const disk = await opened();
    await does(disk, write("a", 0, 1, 2, 3), { do: "truncate", file: "a", size: 1 }, write("a", 2, 9), sync(1));
    expect([...platter.durable.get("a")!]).toEqual([1, 0, 9]);
  });
  test("a deleted file is gone, and can be written anew", async () => {
    const disk = await opened();
    await does(disk, write("a", 0, 1, 1), sync(1), { do: "delete", file: "a" }, write("a", 1, 2), sync(2));
    expect([...platter.durable.get("a")!]).toEqual([0, 2]);
  });
  test("what was not on disk when the worker died is written by the next one, in order", async () => {
    const disk = await opened();
    await does(disk, write("log", 0, 1), sync(1));
    wire.store = null; // it dies before it hears of this
    await does(disk, write("log", 1, 2), { do: "delete", file: "old" }, sync(2), { do: "load", ticket: 9, file: "log", offset: 0, length: 9 });
    platter.die();
    wire.worker("two", platter);
    await does(disk, write("log", 2, 3), sync(3));
    expect([...platter.durable.get("log")!]).toEqual([1, 2, 3]);
    expect([told.syncs.at(-1), told.loads.get(9)]).toEqual([3, [1, 2]]);
  });
  test("an order for a dead worker is not carried out by its heir, whatever overtakes it", async () => {
    const disk = await opened();
    disk.order(write("log", 1, 2));
    disk.order(sync(1));
    await Promise.resolve(); // it was sent to the first one
    platter.die();
    wire.store = new SlotStore("two", () => Promise.resolve(platter), wire.tell, () => Promise.resolve());
    await wire.settle(); // the heir hears it, and was not met yet
    expect([told.syncs, platter.files.size]).toEqual([[], 0]);
    wire.tell({ say: "here", worker: "two" });
    await wire.settle();
    expect([told.syncs, [...platter.durable.get("log")!]]).toEqual([[1], [0, 2]]);
  });
  test("is opened again by the next worker when the first died while it told the contents", async () => {
    platter.files.set("a", Uint8Array.of(4));
    const opening = WorkerDisk.open(wire.tab, "tab");
    await wire.store!.hear(wire.toStore.shift()!);
    wire.tell({ say: "piece", worker: "one", tab: "tab", file: "a", size: 1, offset: 0, bytes: Uint8Array.of(9) });
    platter.die();
    platter.files.set("a", Uint8Array.of(5));
    wire.toStore = [];
    wire.worker("two", platter);
    await wire.settle();
    expect((await opening).files.map((file) => [...file.bytes])).toEqual([[5]]);
  });
  test("a worker waits for files that a dying one still holds", async () => {
    platter.files.set("a", Uint8Array.of(1));
    platter.held.add("a");
    let pauses = 0;
    wire.worker("two", platter, () => {
      if (++pauses === 3) platter.held.clear();
      return Promise.resolve();
    });
    expect((await opened()).files.length).toBe(1);
    expect(pauses).toBe(3);
  });
  test("full: told once, in words; nothing is written behind it, reading goes on", async () => {
    const disk = await opened();
    platter.room = 2;
    await does(disk, write("a", 0, 1, 2), sync(1));
    await does(disk, write("a", 2, 3), sync(2), write("b", 0), sync(3), { do: "load", ticket: 4, file: "a", offset: 0, length: 9 });
    await does(disk, write("a", 0, 7), sync(5));
    expect(told.troubles.map((trouble) => trouble.code)).toEqual(["disk-full"]);
    expect(told.troubles[0]!.reason).toContain("room");
    expect([told.syncs, told.loads.get(4)]).toEqual([[1], [1, 2]]);
    expect([...platter.files.get("a")!]).toEqual([1, 2]);
  });
  test("denied: opening fails with a reason", async () => {
    wire.store = new SlotStore("one", () => Promise.reject(new DOMException("no", "SecurityError")), wire.tell, () => Promise.resolve());
    const opening = WorkerDisk.open(wire.tab, "tab");
    const refused = expect(opening).rejects.toMatchObject({ code: "store-denied" });
    await wire.settle();
    await refused;
  });
  test("another tab's words do nothing once the slot has a new one", async () => {
    await opened();
    await wire.store!.hear({ say: "orders", tab: "before", worker: "one", orders: [write("log", 0, 1), sync(1)] });
    expect([told.syncs, platter.files.size]).toEqual([[], 0]);
  });
  test("closing lets the files go when all that was ordered is done", async () => {
    const disk = await opened();
    disk.order(write("log", 0, 1));
    disk.order(sync(1));
    disk.close();
    await wire.settle();
    expect([[...platter.durable.get("log")!], platter.held.size]).toEqual([[1], 0]);
  });
});

test("memory answers as a disk does", async () => {
  const disk = new MemoryDisk();
  const told = new Told();
  disk.answerTo(told);
  for (const order of [write("a", 2, 5), sync(1), { do: "load", ticket: 2, file: "a", offset: 1, length: 9 } as Order, { do: "truncate", file: "a", size: 1 } as Order, { do: "load", ticket: 4, file: "a", offset: 0, length: 9 } as Order, { do: "delete", file: "a" } as Order]) disk.order(order);
  disk.order({ do: "load", ticket: 3, file: "a", offset: 0, length: 9 });
  await new Promise((done) => setImmediate(done));
  expect([told.syncs, told.loads.get(2), told.loads.get(4), told.loads.get(3)]).toEqual([[1], [0, 5], [0], []]);
});
