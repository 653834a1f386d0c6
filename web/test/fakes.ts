// Stand-ins for what the models meet: a line, a clock, a node.
import { Away, Problem, answered, type Answer, type Ask, type Asked } from "../src/lib/http.js";
import { print, type Json } from "../src/lib/json.js";
import type { Line, Timers } from "../src/lib/wire.js";

export const atOnce = (run: () => void): void => run();

export class FakeLine implements Line {
  said: Json[] = [];
  closed = false;
  readyState = 1;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  send(text: string): void {
    if (this.readyState !== 1) throw new Error("said to a line that is not open");
    this.said.push(JSON.parse(text) as Json);
  }
  close(): void {
    this.closed = true;
  }
  hear(message: Json): void {
    this.onmessage?.({ data: print(message) });
  }
}

export class FakeTimers implements Timers {
  millis = 1_000_000;
  #waiting: { at: number; run: () => void }[] = [];
  now(): number {
    return this.millis;
  }
  after(millis: number, run: () => void): () => void {
    const one = { at: this.millis + millis, run };
    this.#waiting.push(one);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== one);
    };
  }
  pass(millis: number): void {
    this.millis += millis;
    for (const one of this.#waiting.filter((other) => other.at <= this.millis)) {
      this.#waiting = this.#waiting.filter((other) => other !== one);
      one.run();
    }
  }
}

export type Request = { path: string } & Asked;

/** A node that answers what it is told to, and keeps what it was asked. */
export class FakeNode {
  asked: Request[] = [];
  away = false;
  answer: (request: Request) => { status?: number; json?: Json; version?: string } = () => ({});
  readonly ask: Ask = (path, asked = {}): Promise<Answer> => {
    this.asked.push({ path, ...asked });
    if (this.away) return Promise.reject(new Away());
    const { status = 200, json = {}, version } = this.answer({ path, ...asked });
    try {
      return Promise.resolve(answered(status, print(json), (name) => (name === "Version" && version ? `"${version}"` : null)));
    } catch (error) {
      return Promise.reject(error instanceof Problem || error instanceof Away ? error : new Error(String(error)));
    }
  };
}

/** Until all promises that can go on have gone on. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
