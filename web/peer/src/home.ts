// A home in this browser: a slot that no other tab has, the key in it, and its files. The store of all slots is held by
// one tab of the origin, which may be this one, now or when the one before is gone.
import { randomName, type Bytes } from "./bytes.js";
import { curvesOf, signerOf } from "./keys/curves.js";
import { homeOf, isEmptied, memoryShelf, openShelf, type Home, type Shelf } from "./keys/homes.js";
import { openChannel } from "./links/channel.js";
import type { Own } from "./links/pipe.js";
import { lockNames, slotOrder, SLOTS_MAX, standInLine, takeSlot, type Locks, type Release } from "./locks.js";
import { MemoryDisk, WorkerDisk } from "./store/disk.js";
import { diskChannel, slotFolder, troubleOf, type DiskTrouble } from "./store/words.js";
import { Refused } from "./host.js";

/** How a home is kept, for people. */
export type StoreState = {
  /** Where: in the browser's private file system, or in memory, as long as the tab lives. */
  readonly kind: "opfs" | "memory";
  readonly slot: number;
  /** Whether the browser promised not to throw it away when it needs room. */
  persisted: boolean;
  /** What should be known: why nothing is kept, what was lost. */
  readonly notes: DiskTrouble[];
};

export type OpenHome = {
  readonly own: Own;
  readonly disk: WorkerDisk | MemoryDisk;
  readonly state: StoreState;
  /** Whether this tab holds the store of all. */
  holdsStore(): boolean;
  /** Something is about to be written into it for the first time. */
  written(): void;
  /** Throws key and files away; its disk is closed already. */
  forget(): Promise<void>;
  close(): void;
};

/** How long a tab waits for a worker that holds the store. */
const STORE_MILLIS = 8_000;
const REMOVAL_TRIES = 40;

export async function openHome(name: string, worker: URL, locks: Locks): Promise<OpenHome> {
  const notes: DiskTrouble[] = [];
  const [curves, shelf, folders] = await Promise.all([curvesOf(), shelfOf(name, notes), foldersOf(name, notes)]);
  const homes = await shelf.all();
  const taken = await takeSlot(locks, name, orderOf(homes, folders, notes));
  if (taken === null) throw new Refused("too-many-tabs", `all ${SLOTS_MAX} slots of this page are in use: close some of its tabs`);
  const { slot, release } = taken;
  const home = await homeOf(shelf, slot, curves.ed, Date.now()).catch((error: unknown) => {
    release();
    const { code, reason } = troubleOf(error);
    throw new Refused(code, reason);
  });
  const store = folders === null ? null : holdStore(name, worker, locks);
  const disk = store === null ? new MemoryDisk() : await openDisk(name, slot, notes, store.failed);
  if (disk.kind === "opfs") store?.failed.catch((trouble: DiskTrouble) => disk.fail(trouble)); // whoever held the store until now is gone
  if (disk.kind === "opfs" && isEmptied(home, disk.files.length)) {
    notes.push({ code: "home-gone", reason: "the browser has thrown away what this page had stored; what other peers have of it comes back from them" });
  }
  const state: StoreState = { kind: disk.kind, slot, persisted: disk.kind === "opfs" && (await isPersisted()), notes };
  return {
    own: { id: home.key, sign: await signerOf(home.kept), curves },
    disk,
    state,
    holdsStore: () => store?.isOurs() ?? false,
    written: () => keepMark(shelf, home),
    async forget() {
      await shelf.remove(slot);
      if (disk.kind === "opfs") await removeFiles(name, slot);
    },
    close() {
      disk.close();
      store?.release();
      release();
      shelf.close();
    },
  };
}

function keepMark(shelf: Shelf, home: Home): void {
  if (home.written) return;
  home.written = true;
  void shelf.put(home).catch(() => {}); // without it nobody is told, should the browser throw the files away
}

async function shelfOf(name: string, notes: DiskTrouble[]): Promise<Shelf> {
  try {
    return await openShelf(name);
  } catch (error) {
    notes.push({ ...troubleOf(error), code: "key-not-kept" });
    return memoryShelf();
  }
}

/** The slots that have files; null where the browser has no private file system for this page. */
async function foldersOf(name: string, notes: DiskTrouble[]): Promise<Set<number> | null> {
  try {
    const all = await folderOf(name);
    const filled = new Set<number>();
    for (let slot = 0; slot < SLOTS_MAX; slot++) if (await hasFiles(all, slotFolder(slot))) filled.add(slot);
    return filled;
  } catch (error) {
    notes.push(troubleOf(error));
    return null;
  }
}

async function folderOf(name: string): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return (await root.getDirectoryHandle("kith", { create: true })).getDirectoryHandle(name, { create: true });
}

/** The worker lets go of them when it hears that the disk is closed, in some milliseconds. */
async function removeFiles(name: string, slot: number): Promise<void> {
  const all = await folderOf(name);
  for (let left = REMOVAL_TRIES; ; left--) {
    try {
      return await all.removeEntry(slotFolder(slot), { recursive: true });
    } catch (error) {
      if (error instanceof DOMException && error.name === "NotFoundError") return;
      if (left === 0) throw error;
      await new Promise((later) => setTimeout(later, 50));
    }
  }
}

async function hasFiles(folder: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    const slot = await folder.getDirectoryHandle(name);
    for await (const _ of (slot as unknown as { keys(): AsyncIterable<string> }).keys()) return true;
  } catch {
    // It was never used.
  }
  return false;
}

/** Files whose key is gone are of no use to another key, and are left alone. */
function orderOf(homes: readonly Home[], folders: ReadonlySet<number> | null, notes: DiskTrouble[]): number[] {
  const lost = [...(folders ?? [])].filter((slot) => !homes.some((home) => home.slot === slot));
  if (lost.length > 0) notes.push({ code: "key-gone", reason: `the browser has thrown away the key of what is stored in slot ${lost.join(", ")}: it cannot be used any more, and stays until the data of this page is cleared` });
  return slotOrder(homes).filter((slot) => !lost.includes(slot));
}

/** `failed` fails where it is this tab's to hold the store, and the worker cannot be loaded. */
function holdStore(name: string, address: URL, locks: Locks): { release: Release; isOurs: () => boolean; failed: Promise<never> } {
  let worker: Worker | null = null;
  let fail: (trouble: DiskTrouble) => void = () => {};
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => {}); // once the disk is open nobody waits for it
  const release = standInLine(locks, lockNames.store(name), () => {
    const url = new URL(address);
    url.hash = encodeURIComponent(name);
    worker = new Worker(url, { type: "module", name: "kith store" });
    worker.onerror = () => fail({ code: "file-not-loaded", reason: `${address.href} cannot be loaded; who bundles this package says where store-worker.js is: open({ core, worker })` });
  });
  return {
    failed,
    isOurs: () => worker !== null,
    release() {
      worker?.terminate();
      release();
    },
  };
}

async function openDisk(name: string, slot: number, notes: DiskTrouble[], failed: Promise<never>): Promise<WorkerDisk | MemoryDisk> {
  const channel = openChannel(diskChannel(name, slot));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed({ code: "disk-failed", reason: "the tab that holds this page's store does not answer: close the other tabs of this page and load it again" }), STORE_MILLIS);
  });
  try {
    return await Promise.race([WorkerDisk.open(channel, randomName()), failed, late]);
  } catch (trouble) {
    notes.push(trouble as DiskTrouble);
    channel.close();
    return new MemoryDisk();
  } finally {
    clearTimeout(timer);
  }
}

async function isPersisted(): Promise<boolean> {
  return (await navigator.storage.persisted?.()) ?? false;
}

/** Asks the browser not to throw the home away. Some ask the user, so this is not done while a page is loading. */
export async function askToPersist(state: StoreState): Promise<boolean> {
  if (state.kind === "opfs") state.persisted = (await navigator.storage.persist?.()) ?? false;
  return state.persisted;
}

/** 32 bytes for the engine's nonces. */
export function engineSecret(): Bytes {
  return crypto.getRandomValues(new Uint8Array(32));
}
