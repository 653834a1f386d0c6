// A model that tells when it has changed. Models are plain classes without a framework; a component reads
// one through `seen` (seen.svelte.ts), which draws again when it is told.

export type Schedule = (run: () => void) => void;

const HIDDEN_MILLIS = 500; // a page in the background gets no frames

/** Once before the next frame, or soon where there are no frames. */
export const nextFrame: Schedule = (run) => {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    run();
  };
  const timer = setTimeout(once, HIDDEN_MILLIS);
  requestAnimationFrame(once);
};

export class Told {
  #listeners = new Set<() => void>();
  #waiting = false;
  readonly #schedule: Schedule;

  constructor(schedule: Schedule = nextFrame) {
    this.#schedule = schedule;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Says that something changed; however often in one frame, it is heard once. */
  protected tell(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#schedule(() => {
      this.#waiting = false;
      this.settle();
      for (const listener of [...this.#listeners]) listener();
    });
  }

  /** What is worked out once for all changes of a frame. */
  protected settle(): void {}
}
