// Whether this browser is let in. A node that others can reach asks for the token of its home: it is shown once,
// and what the browser has from then on is a cookie that no script reads, and that ends by itself.
import { Told } from "./told.js";
import { Away, explain, Locked, type Ask } from "./http.js";
import { at, flag, type Json } from "./json.js";

const SESSION = "/.kith/session";

export class Door extends Told {
  /** Unknown until the node has said it. */
  state: "unknown" | "open" | "locked" = "unknown";
  /** Whether the node asks for a token at all: then one can sign out. */
  needed = false;
  /** Why the last token was not taken. */
  problem: ReturnType<typeof explain> | null = null;

  readonly #ask: Ask;

  constructor(ask: Ask) {
    super((run) => run());
    this.#ask = ask;
  }

  /** Asks whether it is open. Without an answer it stays as it was. */
  async look(): Promise<void> {
    try {
      this.#heard((await this.#ask(SESSION)).json);
    } catch (error) {
      if (error instanceof Away) return;
      this.state = "open"; // a node of before there were sessions; one that wants a token says so
      this.tell();
    }
  }

  /** Shows the token; whether it was the right one. */
  async enter(token: string): Promise<boolean> {
    this.problem = null;
    try {
      // What is no part of a header cannot be shown, and is no token either.
      const sent = /^[\x21-\x7e]+$/.test(token) ? token : "-";
      const answer = await this.#ask(SESSION, { method: "POST", headers: { Authorization: `Bearer ${sent}` } });
      this.#heard(answer.json);
      return true;
    } catch (error) {
      this.problem = explain(error);
      if (error instanceof Locked) this.state = "locked";
      this.tell();
      return false;
    }
  }

  async leave(): Promise<void> {
    this.#heard((await this.#ask(SESSION, { method: "DELETE" })).json);
  }

  #heard(said: Json): void {
    this.needed = flag(at(said, "needed"));
    this.state = flag(at(said, "in")) ? "open" : "locked";
    this.tell();
  }
}

/** The token in the fragment of an address, as `kith up` shows it; empty when there is none. */
export function tokenOf(hash: string): string {
  return new URLSearchParams(hash.slice(1)).get("token") ?? "";
}
