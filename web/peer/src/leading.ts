// Who of the tabs of one browser does what only one of them should do: by a lock, which the browser takes back from a tab
// that is gone, however it went.
import type { Listeners, Stop } from "./listeners.js";
import { lockNames, standInLine, type Locks } from "./locks.js";
import type { Report } from "./host.js";

export class Leading {
  readonly #name: string;
  readonly #locks: Locks;
  readonly #reports: Listeners<[Report]>;
  readonly #led = new Map<object, string>();
  readonly #stops = new Set<Stop>();

  constructor(name: string, locks: Locks, reports: Listeners<[Report]>) {
    this.#name = name;
    this.#locks = locks;
    this.#reports = reports;
  }

  /** What this tab leads in now. */
  get all(): string[] {
    return [...this.#led.values()];
  }

  /** Waits to lead, and leads until `work` ends or this is stopped; who comes next begins when `work` has ended. */
  lead(what: string, work: (signal: AbortSignal) => unknown): Stop {
    const over = new AbortController();
    const place = {};
    let isWorking = false;
    const leave = () => {
      this.#led.delete(place);
      this.#stops.delete(stop);
      release();
    };
    const stop = () => {
      over.abort();
      if (!isWorking) leave();
    };
    const release = standInLine(this.#locks, lockNames.leader(this.#name, what), () => {
      this.#led.set(place, what);
      isWorking = true;
      void this.#work(what, work, over.signal).then(leave);
    });
    this.#stops.add(stop);
    return stop;
  }

  /** Ends when the work has; one that ends at once goes on until it is stopped. */
  async #work(what: string, work: (signal: AbortSignal) => unknown, signal: AbortSignal): Promise<void> {
    try {
      const working = work(signal);
      if (working instanceof Promise) await working;
      else if (!signal.aborted) await new Promise((stopped) => signal.addEventListener("abort", stopped));
    } catch (error) {
      this.#reports.tell({ code: "leader-failed", about: what, text: String(error) });
    }
  }

  close(): void {
    for (const stop of [...this.#stops]) stop();
  }
}
