// Page and node may be of different versions: the node was updated while the page was open, or the page
// comes from a node that was put back. The page says so, and loads itself again once no edit is pending.
import { Told } from "./told.js";
import { at, number, text, type Json } from "./json.js";
import type { Shelf } from "./shelf.js";

/** What this page speaks; the node says what it speaks in `/.kith/version`. */
export const HTTP = 1;

const TRIED = "kith-reloaded-for";

export class Release extends Told {
  agent = "";
  peer = "";
  state: "same" | "other" | "stuck" | "unknown" = "unknown";
  /** Whether the node speaks another HTTP: then writing would be guessing. */
  foreign = false;

  /** How many fields are open in which something was typed. */
  held = 0;

  readonly #build: string;
  readonly #shelf: Shelf;

  constructor(build: string, shelf: Shelf) {
    super((run) => run());
    this.#build = build;
    this.#shelf = shelf;
  }

  /** What the node said about itself. */
  heard(version: Json): void {
    this.agent = text(at(version, "agent"));
    this.peer = text(at(version, "peer"));
    const http = number(at(version, "http"));
    const served = text(at(version, "console"));
    this.foreign = http !== HTTP;
    const same = served === this.#build;
    if (same && !this.foreign) this.state = "same";
    // Loading again helps once; when the same page comes back, somebody else has to help.
    else this.state = this.#shelf.getItem(TRIED) === this.#mark(served, http) ? "stuck" : "other";
    this.#wanted = this.#mark(served, http);
    this.tell();
  }

  #wanted = "";

  #mark(served: string, http: number): string {
    return `${this.#build} for ${served} ${http}`;
  }

  /** Something is being typed: the page stays until the function that this gives is called. */
  hold(): () => void {
    this.held++;
    return () => {
      this.held--;
      this.tell();
    };
  }

  /** Whether to load the page again now. */
  shouldReload(pending: number): boolean {
    if (this.state !== "other" || pending > 0 || this.held > 0) return false;
    this.#shelf.setItem(TRIED, this.#wanted);
    return true;
  }
}
