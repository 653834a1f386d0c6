// A write that was made here, and how safe it is.
import { Refused, type Host } from "../host.js";
import type { Answer } from "../core.js";

/** It was not durable in time, or cannot be; the write itself stands, and may still become so. */
export class NotDurable extends Error {
  override readonly name = "NotDurable";
  readonly code = "not-durable";

  constructor(why: string, readonly here: boolean, readonly others: number, readonly wanted: number) {
    super(`${why}durable ${here ? "here" : "not even here"} and on ${others} of ${wanted} others`);
  }
}

/** How long somebody waits who does not say it. */
const WITHIN_MILLIS = 10_000;

export class Written {
  readonly #host: Host;
  readonly #at: string;
  readonly #answer: Promise<Answer>;
  #version: string;

  /** `answer` is there at once but where the write had to found something first. */
  constructor(host: Host, at: string, answer: Answer | Promise<Answer>) {
    this.#host = host;
    this.#at = at;
    this.#version = answer instanceof Promise ? "" : versionOf(answer);
    this.#answer = Promise.resolve(answer);
    // A refusal that nobody waits for is told all the same.
    this.#answer.then(
      (later) => (this.#version = versionOf(later)),
      (why: unknown) => host.reports.tell({ code: why instanceof Refused ? why.code : "bug", about: at, text: String(why) }),
    );
  }

  /** The name of the change, the same on every peer; empty for what wrote nothing, or is not applied yet. */
  get version(): string {
    return this.#version;
  }

  /** When it is applied, which it mostly is already. */
  async applied(): Promise<void> {
    await this.#answer;
  }

  /** Waits until it is on this browser's disk, and on the disks of `others` other peers that said so. */
  async durable(others = 0, { within = WITHIN_MILLIS }: { within?: number } = {}): Promise<void> {
    if (this.#host.disk.kind === "memory") throw new NotDurable("this browser keeps nothing for this page: ", false, 0, others);
    await this.#wait(others, within);
  }

  /** Waits until `others` other peers have it on their disks: as many as `quorumSize` wants, unless said. */
  async acknowledged(others = this.#host.quorumOthers, { within = WITHIN_MILLIS }: { within?: number } = {}): Promise<void> {
    await this.#wait(others, within);
  }

  async #wait(others: number, millis: number): Promise<void> {
    const version = versionOf(await this.#answer);
    if (version === "") return;
    const safe = await this.#host.ask({ do: "await", at: this.#at, version, others, millis: Math.round(millis) });
    const [here, there] = [safe["here"] === true, Number(safe["others"])];
    if (there < others || (!here && this.#host.disk.kind !== "memory")) throw new NotDurable("", here, there, others);
  }
}

function versionOf(answer: Answer): string {
  return typeof answer["version"] === "string" ? answer["version"] : "";
}
