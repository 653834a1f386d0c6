// What a person does to cells, as edits for the queue, and how it is taken back.
import { isReserved, name, print, spaceOf, toUrl, type Address } from "./address.js";
import { parse, print as printJson, type Json } from "./json.js";
import { within } from "./within.js";
import { Problem, type Ask } from "./http.js";
import type { WriteQueue } from "./queue.js";
import type { Notices } from "./notices.js";

/** What a cell was; or that the node is to take back what was changed within it. */
type Undo = { readonly address: Address; readonly before: Json | undefined; readonly within?: true };

/** What somebody saw when he began to type. */
export type Typed = { readonly seen: readonly string[] | null; readonly slot: string; readonly value: Json | undefined };

const UNDO_MAX = 50;
export const UNDO_BYTES_MAX = 256 * 1024; // of what is removed; more is asked about before

export class Edits {
  readonly #ask: Ask;
  readonly #queue: WriteQueue;
  readonly #notices: Notices;
  readonly #seen: (address: Address) => readonly string[] | null;
  #undo: Undo[] = [];

  constructor(ask: Ask, queue: WriteQueue, notices: Notices, seen: (address: Address) => readonly string[] | null) {
    this.#ask = ask;
    this.#queue = queue;
    this.#notices = notices;
    this.#seen = seen;
  }

  /** What was on the page when an edit begins: what comes while somebody types is not seen yet. */
  seen(address: Address): readonly string[] | null {
    return this.#seen(address);
  }

  /** What is there when somebody begins to type. */
  typing(node: { readonly address: Address; readonly slot: string; readonly value: Json | undefined }): Typed {
    return { seen: this.#seen(node.address), slot: node.slot, value: node.value };
  }

  /** The cell becomes what was typed: a list and a counter by what differs, so that they stay such. */
  change(address: Address, body: string, typed: Typed, before: Json | undefined): void {
    const edits = within(typed.slot, typed.value, parse(body));
    if (edits === null) this.set(address, body, typed.seen, before);
    else if (edits.length > 0) {
      this.#remember({ address, before, within: true });
      this.#queue.add(address, "patch", printJson(edits), typed.seen);
    }
  }

  /** The cell becomes what the text says, and nothing else. */
  set(address: Address, body: string, seen: readonly string[] | null, before: Json | undefined): void {
    this.#remember({ address, before });
    this.#queue.add(address, "put", body, seen, before === undefined ? "" : printJson(before));
  }

  /** A text to type into comes into being. */
  begin(address: Address, text: string, seen: readonly string[] | null): void {
    this.#queue.add(address, "patch", printJson([{ text: "", value: text }]), seen);
  }

  add(address: Address, delta: number): void {
    this.#queue.add(address, "patch", printJson([{ add: "", delta }]), this.#seen(address));
  }

  /** What a cell and all below it are now, for taking a removal back; null when that is too much. */
  async whole(address: Address): Promise<Json | null | undefined> {
    try {
      const there = (await this.#ask(toUrl(address))).json;
      return printJson(there).length > UNDO_BYTES_MAX ? null : there;
    } catch (error) {
      if (error instanceof Problem && error.code === "not-found") return undefined;
      throw error;
    }
  }

  /** Removes a cell; `before` is what it was, for taking that back. */
  remove(address: Address, before: Json | undefined, leaf: boolean): void {
    // Nobody has looked at all that is below; so all that is there goes, and Undo brings it back.
    this.#queue.add(address, "delete", "", leaf ? this.#seen(address) : null);
    if (before === undefined) {
      this.#notices.add(`${name(address)} removed`);
      return;
    }
    const undo = { address, before };
    this.#remember(undo);
    this.#notices.add(`${name(address)} removed`, { label: "Undo", run: () => this.#takeBack(undo) });
  }

  #remember(undo: Undo): void {
    this.#undo = [...this.#undo, undo].slice(-UNDO_MAX);
  }

  #takeBack(undo: Undo): void {
    if (!this.#undo.includes(undo)) return;
    this.#undo = this.#undo.filter((one) => one !== undo);
    if (undo.within) return void this.#askBack(undo.address);
    if (undo.before === undefined) this.#queue.add(undo.address, "delete", "", this.#seen(undo.address));
    else this.#queue.add(undo.address, "put", printJson(undo.before), null);
    this.#notices.say(`${name(undo.address)} is as before`);
  }

  /** The newest change of this peer there; what others did within the same list or counter stays. */
  async #askBack(address: Address): Promise<void> {
    try {
      await this.#ask("/.kith/undo", { method: "POST", body: printJson({ address: print(address) }) });
      this.#notices.say(`${name(address)} is as before`);
    } catch (error) {
      this.#notices.add(`${name(address)} was not taken back: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Takes the last edit made here back. */
  undo(): void {
    const last = this.#undo.at(-1);
    if (last) this.#takeBack(last);
    else this.#notices.add("There is nothing to take back.");
  }
}

/** Why nobody writes there, or empty. */
export function whyNot(address: Address): string {
  if (address.space === "") return "A space begins with its first cell.";
  if (!isReserved(address)) return "";
  return address.space === ".peer"
    ? "These cells are what the peer tells of itself; nobody writes them."
    : `${print(spaceOf(address))} is Kith's own; the pages Peers and Boards change it.`;
}
