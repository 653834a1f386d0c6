// Who has what, among the tabs of one origin: by Web Locks, which the browser takes back from a tab that is gone,
// however it went.

/** What of `navigator.locks` is used; the browser's own outside of tests. */
export type Locks = Pick<LockManager, "request" | "query">;

export type Release = () => void;

/** Slots of one name: as many tabs can be open at once. */
export const SLOTS_MAX = 16;

export const lockNames = {
  slot: (name: string, slot: number) => `kith/${name}/slot/${slot}`,
  store: (name: string) => `kith/${name}/store`,
  alive: (name: string, tab: string) => `kith/${name}/alive/${tab}`,
  leader: (name: string, what: string) => `kith/${name}/leader/${what}`,
};

/** Takes a lock and keeps it until it is released; null when somebody has it. */
export function takeIfFree(locks: Locks, lock: string): Promise<Release | null> {
  return new Promise((got, failed) => {
    const taken = (free: Lock | null): Promise<void> | void => {
      if (free !== null) return new Promise((release) => got(release));
      got(null);
    };
    locks.request(lock, { ifAvailable: true }, taken).catch(failed);
  });
}

/** Stands in line for a lock; `mine` is told when it is ours. What is given back leaves the line, or releases. */
export function standInLine(locks: Locks, lock: string, mine: () => void): Release {
  const leaving = new AbortController();
  let release: Release = () => leaving.abort();
  const taken = (): Promise<void> =>
    new Promise((done) => {
      release = done;
      mine();
    });
  locks.request(lock, { signal: leaving.signal }, taken).catch(() => {}); // we left the line
  return () => release();
}

/** Tells when nobody has that lock any more. It is not kept. */
export function whenFree(locks: Locks, lock: string, free: () => void): Release {
  const release = standInLine(locks, lock, () => {
    queueMicrotask(release);
    free();
  });
  return release;
}

/** The tabs that live: each has its own lock. */
export async function living(locks: Locks, name: string): Promise<string[]> {
  const start = lockNames.alive(name, "");
  const { held = [] } = await locks.query();
  return held.flatMap((lock) => (lock.name?.startsWith(start) ? [lock.name.slice(start.length)] : []));
}

/** The first free slot in that order, which is held from then on; null when all are taken. */
export async function takeSlot(locks: Locks, name: string, order: readonly number[]): Promise<{ slot: number; release: Release } | null> {
  for (const slot of order) {
    const release = await takeIfFree(locks, lockNames.slot(name, slot));
    if (release !== null) return { slot, release };
  }
  return null;
}

/** Every slot: those that were used, the last one first, then the others. */
export function slotOrder(used: readonly { slot: number; usedAt: number }[]): number[] {
  const known = used
    .filter((one) => one.slot < SLOTS_MAX)
    .sort((one, other) => other.usedAt - one.usedAt || one.slot - other.slot)
    .map((one) => one.slot);
  const rest = Array.from({ length: SLOTS_MAX }, (_, slot) => slot).filter((slot) => !known.includes(slot));
  return [...known, ...rest];
}
