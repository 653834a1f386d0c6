// What was typed here and has to reach the node.
//
// Edits are sent one after the other, in the order in which they were made. While the node is away they
// wait, and outlive a reload of the page. Each has a name of its own, so that one that is sent again is not
// done twice; and it says what its author had looked at, so that what came meanwhile from others is kept
// beside it as a conflict instead of being lost.
import { Told, type Schedule } from "./told.js";
import { Away, Locked, Problem, versionHeader, versionIds, type Ask } from "./http.js";
import { at, parse, print, same, text, type Json } from "./json.js";
import { parse as parseAddress, print as printAddress, toUrl, type Address } from "./address.js";

export type Kind = "put" | "patch" | "delete";

export type Edit = {
  readonly name: string;
  readonly address: string;
  readonly kind: Kind;
  /** JSON as it is sent; empty for a delete. */
  body: string;
  /** What its author had seen; null is everything that is there when it comes. */
  parents: string[] | null;
  state: "waiting" | "sending" | "refused";
  /** The value that was on the page, as text; empty where nothing was, null where nobody knows. */
  before: string | null;
  /** It may have arrived: it was sent, and nobody answered. */
  uncertain: boolean;
  problem: { code: string; detail: string } | null;
};

export interface Keep {
  load(): string | null;
  save(text: string): void;
}

type Now = { text: string; version: string[] | null };

const OWN_MILLIS = 10_000; // by then the watch has told of an own write

export class WriteQueue extends Told {
  edits: Edit[] = [];

  #own: { address: string; version: string; at: number }[] = [];
  /** Whether the node is one that this page does not write to. */
  isBarred: () => boolean = () => false;
  /** Nobody answered the last time: sent again when somebody says so. */
  stalled = false;

  #pumping = false;
  #done: ((edit: Edit) => void)[] = [];
  readonly #ask: Ask;
  readonly #keep: Keep;
  readonly #client: string;
  #counter = 0;

  constructor(ask: Ask, keep: Keep, client: string, schedule?: Schedule) {
    super(schedule);
    this.#ask = ask;
    this.#keep = keep;
    this.#client = client;
    this.edits = restored(keep.load());
  }

  get waiting(): number {
    return this.edits.filter((edit) => edit.state !== "refused").length;
  }

  get refused(): Edit[] {
    return this.edits.filter((edit) => edit.state === "refused");
  }

  /** What waits to be written at an address, if anything. */
  pending(address: string): Edit | undefined {
    return this.edits.findLast((edit) => edit.address === address);
  }

  onDone(listener: (edit: Edit) => void): void {
    this.#done.push(listener);
  }

  /** Takes an edit in; it is sent as soon as that goes. `seen` is what was looked at when it began. */
  add(address: Address, kind: Kind, body: string, seen: readonly string[] | null, before: string | null = null): Edit {
    const place = printAddress(address);
    const last = this.edits.at(-1);
    const never = last?.state === "waiting" && !last.uncertain;
    if (never && last.address === place && kind === "put" && last.kind === "put") {
      last.body = body; // it was never sent: the later word counts, on what was seen before the first
      this.#changed();
      return last;
    }
    const name = `${this.#client}-${Date.now().toString(36)}-${++this.#counter}`;
    // The places in a patch are those of what was looked at, and of nothing newer.
    const parents = seen === null ? null : kind === "patch" ? [...seen] : this.#withOwn(place, seen);
    const edit: Edit = { name, address: place, kind, body, parents, before, state: "waiting", uncertain: false, problem: null };
    this.edits.push(edit);
    this.#changed();
    void this.pump();
    return edit;
  }

  /** Who edits a cell again has seen what he wrote before, also when the watch has not told of it yet. */
  #withOwn(place: string, seen: readonly string[]): string[] {
    const now = Date.now();
    this.#own = this.#own.filter((own) => now - own.at < OWN_MILLIS);
    const own = this.#own.filter((one) => overlaps(one.address, place)).map((one) => one.version);
    return [...new Set([...seen, ...own])];
  }

  /** Forgets an edit that was refused. */
  drop(edit: Edit): void {
    this.edits = this.edits.filter((one) => one !== edit);
    this.#changed();
  }

  /** Sends one that was refused again; `over` all that is there now. */
  again(edit: Edit, over: boolean): void {
    edit.state = "waiting";
    edit.problem = null;
    if (over) edit.parents = null;
    this.#changed();
    void this.pump();
  }

  /** Sends what waits, until nothing does or the node is away. Called again when it is back. */
  async pump(): Promise<void> {
    if (this.#pumping || this.isBarred()) return;
    this.#pumping = true;
    this.stalled = false;
    try {
      for (let edit = this.#next(); edit; edit = this.#next()) {
        if (!(await this.#send(edit))) return;
      }
    } finally {
      this.#pumping = false;
    }
  }

  #next(): Edit | undefined {
    return this.edits.find((edit) => edit.state === "waiting");
  }

  async #send(edit: Edit): Promise<boolean> {
    edit.state = "sending";
    this.tell();
    try {
      if (edit.uncertain && (await this.#arrived(edit))) {
        this.#finish(edit, null);
        return true;
      }
      const answer = await this.#ask(toUrl(parseAddress(edit.address)), {
        method: edit.kind === "put" ? "PUT" : edit.kind === "patch" ? "PATCH" : "DELETE",
        headers: this.#headers(edit),
        ...(edit.kind === "delete" ? {} : { body: edit.body }),
      });
      this.#finish(edit, versionIds(answer.header("Version"))[0] ?? (text(at(answer.json, "version")) || null));
      return true;
    } catch (error) {
      return this.#failed(edit, error);
    }
  }

  #headers(edit: Edit): Record<string, string> {
    const headers: Record<string, string> = { Version: `"${edit.name}"`, Peer: `"${this.#client}"` };
    if (edit.kind !== "delete") headers["Content-Type"] = "application/json";
    if (edit.parents && edit.parents.length > 0) headers["Parents"] = versionHeader(edit.parents);
    return headers;
  }

  /** The node forgets the names of writes when it is stopped; then only the cell itself can tell. */
  async #arrived(edit: Edit): Promise<boolean> {
    if (edit.kind === "patch") return false;
    try {
      const there = await this.#ask(toUrl(parseAddress(edit.address)));
      return edit.kind === "put" && same(there.json, parse(edit.body));
    } catch (error) {
      if (error instanceof Problem && error.code === "not-found") return edit.kind === "delete";
      throw error;
    }
  }

  /** What was seen is so long ago that the node has no place for it. Where the cell is as it was, seen is what is there. */
  async #again(edit: Edit, refusal: Problem): Promise<boolean> {
    const before = edit.before;
    edit.before = null;
    let now: Now;
    try {
      now = await this.#now(edit);
    } catch (failure) {
      return this.#failed(edit, failure);
    }
    if (now.text !== before) return this.#failed(edit, refusal);
    edit.parents = now.version;
    edit.state = "waiting";
    return true;
  }

  async #now(edit: Edit): Promise<Now> {
    try {
      const there = await this.#ask(toUrl(parseAddress(edit.address)));
      const version = versionIds(there.header("Version"));
      return { text: print(there.json), version: version.length > 0 ? version : null };
    } catch (error) {
      if (error instanceof Problem && error.code === "not-found") return { text: "", version: null };
      throw error;
    }
  }

  async #failed(edit: Edit, error: unknown): Promise<boolean> {
    if (error instanceof Away) {
      edit.state = "waiting";
      if (!(error instanceof Locked)) edit.uncertain = true; // who is not let in has changed nothing
      this.stalled = true;
      this.#changed();
      return false;
    }
    if (error instanceof Problem && error.code === "version-unknown" && edit.before !== null) {
      return this.#again(edit, error);
    }
    if (error instanceof Problem && edit.kind === "delete" && error.code === "not-found") {
      this.#finish(edit, null); // somebody else has removed it
      return true;
    }
    edit.state = "refused";
    edit.problem =
      error instanceof Problem
        ? { code: error.code, detail: error.message }
        : { code: "bug", detail: error instanceof Error ? error.message : String(error) };
    this.#changed();
    return true;
  }

  #finish(edit: Edit, version: string | null): void {
    this.edits = this.edits.filter((one) => one !== edit);
    if (version !== null) {
      this.#own.push({ address: edit.address, version, at: Date.now() });
      for (const later of this.edits) {
        if (later.parents && later.kind !== "patch" && overlaps(later.address, edit.address)) later.parents.push(version);
      }
    }
    this.#changed();
    for (const listener of this.#done) listener(edit);
  }

  #changed(): void {
    this.#keep.save(JSON.stringify(this.edits));
    this.tell();
  }
}

function overlaps(one: string, other: string): boolean {
  return one === other || one.startsWith(other + "/") || other.startsWith(one + "/");
}

/** What waited when the page was left. What was being sent may have arrived. */
function restored(kept: string | null): Edit[] {
  if (kept === null) return [];
  let all: Json;
  try {
    all = parse(kept);
  } catch {
    return [];
  }
  if (!Array.isArray(all)) return [];
  return (all as unknown as Edit[]).map((edit) =>
    edit.state === "sending" ? { ...edit, state: "waiting", uncertain: true } : { ...edit },
  );
}
