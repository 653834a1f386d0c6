// The homes of this browser: for each slot the key of its peer, in IndexedDB, which keeps keys that nobody can read.
//
// A home is a key here and files in the private file system. A browser that clears data takes both; if only one is
// there the other was taken, and that is told: [missing].
import type { Bytes } from "../bytes.js";
import type { Ed25519, KeptKey } from "./curves.js";

export type Home = {
  readonly slot: number;
  readonly key: Bytes;
  readonly kept: KeptKey;
  /** Milliseconds since 1970. */
  usedAt: number;
  /** Whether anything was written into its files. */
  written: boolean;
};

export interface Shelf {
  all(): Promise<Home[]>;
  put(home: Home): Promise<void>;
  remove(slot: number): Promise<void>;
  close(): void;
}

/** The home of that slot, which is made when there is none. */
export async function homeOf(shelf: Shelf, slot: number, ed: Ed25519, now: number): Promise<Home> {
  const known = (await shelf.all()).find((home) => home.slot === slot);
  const home: Home = known ?? { slot, ...(await ed.make()), usedAt: now, written: false };
  home.usedAt = now;
  await shelf.put(home);
  return home;
}

/** What is gone of a home: its files, though something was written into them. */
export function isEmptied(home: Home, files: number): boolean {
  return home.written && files === 0;
}

const HOMES = "homes";

/** The shelf of that name. Fails where the browser denies it. */
export function openShelf(name: string): Promise<Shelf> {
  return new Promise((opened, failed) => {
    const opening = indexedDB.open(`kith/${name}`, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(HOMES, { keyPath: "slot" });
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => opened(shelfIn(opening.result));
  });
}

function shelfIn(database: IDBDatabase): Shelf {
  database.onversionchange = () => database.close(); // somebody clears it
  const ask = <T>(mode: IDBTransactionMode, question: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> =>
    new Promise((answered, failed) => {
      const transaction = database.transaction(HOMES, mode, { durability: "strict" });
      const asked = question(transaction.objectStore(HOMES));
      transaction.oncomplete = () => answered(asked.result);
      transaction.onabort = () => failed(transaction.error);
    });
  return {
    all: () => ask("readonly", (store) => store.getAll() as IDBRequest<Home[]>),
    put: async (home) => void (await ask("readwrite", (store) => store.put(home))),
    remove: (slot) => ask("readwrite", (store) => store.delete(slot)),
    close: () => database.close(),
  };
}

/** For where nothing is kept: a key for as long as the tab lives. */
export function memoryShelf(): Shelf {
  const homes = new Map<number, Home>();
  return {
    all: () => Promise.resolve([...homes.values()]),
    put: (home) => Promise.resolve(void homes.set(home.slot, home)),
    remove: (slot) => Promise.resolve(void homes.delete(slot)),
    close: () => homes.clear(),
  };
}
