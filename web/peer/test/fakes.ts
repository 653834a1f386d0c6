// Stand-ins for what a browser has and Node.js does not: Web Locks. The driver of page.html uses the real ones.
import type { Locks } from "../src/locks.js";

type Waiting = { name: string; take: () => Promise<void> };

/** Exclusive locks among tabs; `die` is what happens when a tab is gone. */
export class LockSet {
  readonly held = new Map<string, { tab: string; end: () => void }>();
  #line: Waiting[] = [];

  of(tab: string): Locks {
    const request = (name: string, options: LockOptions, callback: (lock: Lock | null) => Promise<void> | void) => {
      const free = !this.held.has(name) && !this.#line.some((one) => one.name === name);
      if (options.ifAvailable && !free) return Promise.resolve(callback(null));
      return new Promise<void>((done, failed) => {
        const take = async () => {
          const gone = new Promise<void>((end) => this.held.set(name, { tab, end }));
          await Promise.race([callback({ name, mode: "exclusive" } as Lock), gone]);
          this.held.delete(name);
          done();
          this.#next(name);
        };
        const waiting = { name, take };
        options.signal?.addEventListener("abort", () => {
          this.#line = this.#line.filter((one) => one !== waiting);
          failed(new DOMException("left", "AbortError"));
        });
        this.#line.push(waiting);
        if (free) this.#next(name);
      });
    };
    const query = () => Promise.resolve({ held: [...this.held.keys()].map((name) => ({ name })) });
    return { request, query } as Locks;
  }

  die(tab: string): void {
    for (const lock of this.held.values()) if (lock.tab === tab) lock.end();
  }

  #next(name: string): void {
    const next = this.#line.find((one) => one.name === name);
    if (next === undefined || this.held.has(name)) return;
    this.#line = this.#line.filter((one) => one !== next);
    void next.take();
  }
}

/** Until all promises that can go on have gone on. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((done) => setImmediate(done));
}

/** What the browser's cryptography does takes as long as it takes. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!holds() && Date.now() < end) await new Promise((again) => setImmediate(again));
  if (!holds()) throw new Error(`not within five seconds: ${holds.toString()}`);
}
