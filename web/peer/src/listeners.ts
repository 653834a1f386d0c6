// Who is told of something. One that throws harms nobody else: what it threw is reported as any error of a page that
// nobody caught, and the others are told.

export type Stop = () => void;

export class Listeners<T extends readonly unknown[]> {
  readonly #all = new Set<(...told: T) => void>();

  get size(): number {
    return this.#all.size;
  }

  add(listener: (...told: T) => void): Stop {
    const own = (...told: T) => listener(...told); // one that is added twice is told twice
    this.#all.add(own);
    return () => void this.#all.delete(own);
  }

  tell(...told: T): void {
    for (const listener of [...this.#all]) {
      if (this.#all.has(listener)) guarded(() => listener(...told));
    }
  }

  clear(): void {
    this.#all.clear();
  }
}

/** Runs what belongs to the application. */
export function guarded(run: () => void): void {
  try {
    run();
  } catch (error) {
    const report = (globalThis as { reportError?: (error: unknown) => void }).reportError;
    if (report === undefined) setTimeout(() => { throw error; });
    else report.call(globalThis, error);
  }
}
