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

  /** A token that nobody has answered yet, as the node is away: shown again until somebody does. */
  #unanswered = "";
  /** A link counts once: who shows it twice at the same time would be taken for two. */
  #entering = 0;

  readonly #ask: Ask;

  constructor(ask: Ask) {
    super((run) => run());
    this.#ask = ask;
  }

  /** Whether a token was shown that nobody has answered. */
  get waits(): boolean {
    return this.#unanswered !== "";
  }

  /** Asks whether it is open, with the token that nobody has answered. Without an answer it stays as it was. */
  async look(): Promise<void> {
    if (this.#entering > 0) return; // its answer says it
    if (this.waits) {
      await this.enter(this.#unanswered);
      if (this.waits || this.state === "open") return;
    }
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
    this.#unanswered = token;
    this.#entering++;
    try {
      // What is no part of a header cannot be shown, and is no token either.
      const sent = /^[\x21-\x7e]+$/.test(token) ? token : "-";
      const answer = await this.#ask(SESSION, { method: "POST", headers: { Authorization: `Bearer ${sent}` } });
      this.#answered(token);
      this.#heard(answer.json);
      return true;
    } catch (error) {
      if (!(error instanceof Away) || error instanceof Locked) this.#answered(token);
      this.problem = explain(error);
      if (error instanceof Locked) this.state = "locked";
      this.tell();
      return false;
    } finally {
      this.#entering--;
    }
  }

  /** Another one may have been shown since. */
  #answered(token: string): void {
    if (this.#unanswered === token) this.#unanswered = "";
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
