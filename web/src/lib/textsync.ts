// One text that is typed into here and elsewhere at the same time.
//
// The page has no merge of its own. It has what the node has (`base`, of a version), on top of that one write that is
// on its way (`sending`), and on top of that what was typed since (`pending`). A write names the version that it was
// made on, so the node knows what its positions mean and merges it. While a write is on its way, what the node
// tells is held back; when it is answered, the node is asked what it has now, and whatever of that is other than was
// expected is a change of somebody else, which what is pending is moved over. Then the next write goes.
//
// What was typed is never dropped: it is kept in the browser until the node has it, sent again under the same name
// when nobody answered, and stays in the editor when it was refused.
import { ChangeSet, Text } from "@codemirror/state";
import { diff } from "@codemirror/merge";
import { Away, Locked, Problem, versionHeader, versionIds, type Ask } from "./http.js";
import { print, type Json } from "./json.js";
import type { Cell, Version, Watcher } from "./wire.js";
import { Told, type Schedule } from "./told.js";

export const LINE = "\n"; // nothing else ends a line, so that positions are those of the node

/** Deletes so many units at a place, and inserts there, on what the ones before it made. */
export type Splice = readonly [at: number, remove: number, insert: string];

const PIECE_UNITS = 200_000; // of one write; a change of the node holds 1 MiB
let named = 0; // by all texts of the page: one that is opened again at once takes no name twice
const SCAN_MAX = 2_000; // of a difference: beyond that it is found roughly

type Write = {
  readonly name: string;
  /** What is sent, on what its parents show. */
  readonly send: ChangeSet;
  /** What the node already has of it, and did not tell yet. */
  readonly before: ChangeSet | null;
  readonly parents: readonly string[] | null;
  /** The version that it made; then only the node's own text is missing. */
  made: string | null;
  /** It may have arrived: nobody answered. */
  uncertain: boolean;
};

/** What became of a write: its change, empty where there was none; and whether that follows on nothing but what was seen. */
type Made = { readonly id: string; readonly exact: boolean };

/** What outlives a reload of the page. */
export type Kept = { parents: readonly string[] | null; name: string | null; sent: Splice[]; length: number; pending: Splice[] };

/** The editor. */
export interface Desk {
  /** Others' changes, on what is shown; all of it at first. */
  remote(changes: ChangeSet): void;
  begin(text: Text): void;
}

export interface Caller {
  /** Asks what the node has now; the answer comes with that number. */
  now(number: number): void;
}

export type Trouble = { readonly code: string; readonly detail: string; readonly typed: string };

export function textOf(text: string): Text {
  return Text.of(text.split(LINE));
}

export function splices(changes: ChangeSet): Splice[] {
  const out: Splice[] = [];
  changes.iterChanges((fromA, toA, fromB, _toB, inserted) => out.push([fromB, toA - fromA, inserted.sliceString(0, undefined, LINE)]), true);
  return out;
}

/** Front to back they are one set of changes, each moved back by what those before it added. */
export function changesOf(list: readonly Splice[], length: number): ChangeSet {
  let shift = 0;
  let last = -1;
  let ordered = true;
  const specs = list.map(([at, remove, insert]) => {
    const from = at - shift;
    if (from < last) ordered = false;
    last = from + remove;
    shift += insert.length - remove;
    return { from, to: from + remove, insert: textOf(insert) };
  });
  if (ordered) return ChangeSet.of(specs, length, LINE);
  let all = ChangeSet.empty(length);
  for (const [at, remove, insert] of list) {
    all = all.compose(ChangeSet.of({ from: at, to: at + remove, insert: textOf(insert) }, all.newLength, LINE));
  }
  return all;
}

/** What makes one text of the other. */
export function between(from: Text, to: Text): ChangeSet {
  if (from.eq(to)) return ChangeSet.empty(from.length);
  const a = from.sliceString(0, undefined, LINE);
  const b = to.sliceString(0, undefined, LINE);
  const parts = diff(a, b, { scanLimit: SCAN_MAX, timeout: 200 });
  return ChangeSet.of(
    parts.map((part) => ({ from: part.fromA, to: part.toA, insert: textOf(b.slice(part.fromB, part.toB)) })),
    from.length,
    LINE,
  );
}

/** The first of two changes that together do the same, with no more inserted than that. */
export function piece(changes: ChangeSet, units: number): { first: ChangeSet; rest: ChangeSet } {
  const first: { from: number; to: number; insert: Text }[] = [];
  const rest: { from: number; to: number; insert: Text }[] = [];
  let left = units;
  let shift = 0; // of the text after `first`
  changes.iterChanges((fromA, toA, _fromB, _toB, inserted) => {
    if (left <= 0) {
      rest.push({ from: fromA + shift, to: toA + shift, insert: inserted });
      return;
    }
    let take = Math.min(left, inserted.length);
    const cut = inserted.sliceString(take - 1, take + 1, LINE);
    if (take < inserted.length && /^[\ud800-\udbff][\udc00-\udfff]$/.test(cut)) take--;
    first.push({ from: fromA, to: toA, insert: inserted.slice(0, take) });
    shift += take - (toA - fromA);
    if (take < inserted.length) {
      rest.push({ from: toA + shift, to: toA + shift, insert: inserted.slice(take) });
      left = 0;
    } else {
      left -= take;
    }
  }, true);
  const one = ChangeSet.of(first, changes.length, LINE);
  return { first: one, rest: ChangeSet.of(rest, one.newLength, LINE) };
}

export class TextSync extends Told implements Watcher {
  /** Whether the text is there. */
  begun = false;
  /** Nobody has it any more, or it is something else. */
  missing: "" | "gone" | "other" = "";
  trouble: Trouble | null = null;
  /** Why there is nothing to show. */
  problem: { code: string; detail: string } | null = null;
  base: Text = Text.empty;
  version: readonly string[] | null = null;
  caller: Caller | null = null;

  #sending: Write | null = null;
  #pending: ChangeSet = ChangeSet.empty(0);
  /** What the node has told since the write on its way. */
  #held: { text: Text; version: readonly string[] | null } | null = null;
  /** Writes from before the page was loaded again, in their order, until the text is there. */
  #early: { name: string; splices: Splice[] }[] = [];
  #earlyParents: readonly string[] | null = null;
  #number = 0;
  #away = false;
  #working = false;
  #ended = false;
  readonly #desk: Desk;
  readonly #ask: Ask;
  readonly #url: string;
  readonly #client: string;
  readonly #keep: (kept: Kept | null) => void;

  constructor(desk: Desk, ask: Ask, url: string, client: string, kept: Kept | null, keep: (kept: Kept | null) => void, schedule?: Schedule) {
    super(schedule);
    this.#desk = desk;
    this.#ask = ask;
    this.#url = url;
    this.#client = client;
    this.#keep = keep;
    if (kept) {
      if (kept.sent.length > 0) this.#early.push({ name: kept.name ?? this.#name(), splices: kept.sent });
      if (kept.pending.length > 0) this.#early.push({ name: this.#name(), splices: kept.pending });
      this.#earlyParents = kept.parents;
    }
  }

  /** Whether something was typed that the node does not have for certain. */
  get unsent(): boolean {
    return this.#early.length > 0 || this.#sending !== null || !this.#pending.empty;
  }

  /** How long the text is that is shown. */
  get length(): number {
    return this.#pending.newLength;
  }

  get waits(): boolean {
    return this.#away && this.unsent;
  }

  #name(): string {
    return `${this.#client}-t${Date.now().toString(36)}-${++named}`;
  }

  /** Sends nothing more. What is kept goes on from here: the write on its way has its name, and is done once. */
  end(): void {
    this.#ended = true;
  }

  // What is typed

  typed(changes: ChangeSet): void {
    this.#pending = this.#pending.compose(changes);
    this.#save();
    this.tell();
    void this.pump();
  }

  #save(): void {
    if (this.#ended || this.#early.length > 0) return; // what was kept is kept still
    if (!this.unsent) return this.#keep(null);
    const sending = this.#sending;
    this.#keep({
      parents: sending ? sending.parents : this.version,
      name: sending?.name ?? null,
      sent: sending ? splices(sending.send) : [],
      length: this.base.length,
      pending: splices(this.#pending),
    });
  }

  // To the node

  /** Sends what waits. Called again when the node is back. */
  async pump(): Promise<void> {
    if (this.#working || this.#ended || this.trouble) return;
    this.#working = true;
    try {
      if (!(await this.#sendEarly())) return;
      while (this.begun && !this.trouble && !this.#ended) {
        if (!this.#sending) {
          if (this.#pending.empty) return;
          this.#take(this.version);
        }
        if (this.#sending?.made) return; // the node's own text is on its way
        if (!(await this.#send())) return;
      }
    } finally {
      this.#working = false;
      this.tell();
    }
  }

  /** What waits is on its way from now on, as much of it as one change holds. */
  #take(parents: readonly string[] | null, before: ChangeSet | null = null): void {
    const { first, rest } = piece(this.#pending, PIECE_UNITS);
    this.#sending = { name: this.#name(), send: first, before, parents, made: null, uncertain: false };
    this.#pending = rest;
  }

  /** What is expected of the write, on the base. */
  #effect(write: Write): ChangeSet {
    return write.before ? write.before.compose(write.send) : write.send;
  }

  async #sendEarly(): Promise<boolean> {
    for (let early = this.#early[0]; early; early = this.#early[0]) {
      const made = await this.#patch(early.name, this.#earlyParents, early.splices);
      if (made === null || this.#ended) return false;
      if (made.id !== "" && !(await this.#goOn(early.splices, made))) return false;
      this.#early.shift();
      this.#keepEarly();
    }
    if (!this.begun && this.#earlyParents) this.#callNow(); // what was told before does not have it
    this.#earlyParents = null;
    return true;
  }

  /** The next early write stands on this one. A version has all in it that its change follows on, also what others wrote. */
  async #goOn(sent: readonly Splice[], made: Made): Promise<boolean> {
    const parents = this.#earlyParents;
    const next = this.#early[1];
    this.#earlyParents = parents && made.exact ? [...parents, made.id] : [made.id];
    if (!next || !parents || made.exact) return true;
    try {
      const was = await this.#textAt(parents);
      const expected = changesOf(sent, was.length).apply(was);
      const others = between(expected, await this.#textAt([made.id]));
      this.#early[1] = { name: next.name, splices: splices(changesOf(next.splices, expected.length).map(others)) };
      return !this.#ended;
    } catch (error) {
      this.#earlyParents = parents; // this one is sent again, and done once
      this.#failed(error, next.splices);
      return false;
    }
  }

  async #textAt(version: readonly string[]): Promise<Text> {
    const { json } = await this.#ask(`${this.#url}?version=${encodeURIComponent(version.join(","))}`);
    return textOf(typeof json === "string" ? json : "");
  }

  #keepEarly(): void {
    const [next, ...rest] = this.#early;
    if (!next) return this.#keep(null);
    this.#keep({ parents: this.#earlyParents, name: next.name, sent: next.splices, length: 0, pending: rest.flatMap((one) => one.splices) });
  }

  /** False when nothing more can be done now. */
  async #send(): Promise<boolean> {
    const write = this.#sending;
    if (!write) return true;
    const made = await this.#patch(write.name, write.parents, splices(write.send));
    if (made === null || this.#ended || this.#sending !== write) return false;
    const wasAway = this.#away || write.uncertain;
    this.#away = false;
    if (wasAway && !this.#pending.empty && made.id !== "" && made.exact) {
      // Typed while nobody answered: it is told to the node as it was typed, on what it was typed on.
      // Where the change follows on more than that, no version says it, and the text is asked for.
      this.#take([...(write.parents ?? []), made.id], this.#effect(write));
      this.#save();
      return true;
    }
    write.made = made.id;
    this.#save();
    this.#callNow();
    return false;
  }

  #callNow(): void {
    this.caller?.now(++this.#number);
  }

  /** Null when it failed, which is noted. */
  async #patch(name: string, parents: readonly string[] | null, list: readonly Splice[]): Promise<Made | null> {
    const edits: Json = list.map(([at, remove, insert]) => ({ splice: "", at, delete: remove, insert }));
    const headers: Record<string, string> = { Version: `"${name}"`, Peer: `"${this.#client}"`, "Content-Type": "application/json" };
    if (parents && parents.length > 0) headers["Parents"] = versionHeader(parents);
    try {
      const answer = await this.#ask(this.#url, { method: "PATCH", headers, body: print(edits) });
      const after = versionIds(answer.header("Parents"));
      return { id: versionIds(answer.header("Version"))[0] ?? "", exact: after.every((one) => parents?.includes(one) ?? false) };
    } catch (error) {
      this.#failed(error, list);
      return null;
    }
  }

  #failed(error: unknown, list: readonly Splice[]): void {
    if (error instanceof Away) {
      this.#away = true;
      if (this.#sending && !(error instanceof Locked)) this.#sending.uncertain = true;
    } else {
      const code = error instanceof Problem ? error.code : "bug";
      const detail = error instanceof Error ? error.message : String(error);
      this.trouble = { code, detail, typed: list.map(([, , insert]) => insert).join("") };
    }
    this.tell();
  }

  /** Sends what was refused again, on what is there now. */
  again(): void {
    this.trouble = null;
    if (this.#early.length > 0) {
      const typed = this.#early.flatMap((one) => one.splices.map(([, , insert]) => insert)).join("");
      this.#early = [];
      this.#earlyParents = null;
      const end = this.#pending.newLength;
      const added = ChangeSet.of({ from: end, insert: textOf(typed) }, end, LINE);
      this.#pending = this.#pending.compose(added);
      this.#desk.remote(added);
    } else if (this.#sending) {
      const here = this.#held?.text ?? this.base;
      const from = this.#sending.before ? this.#sending.before.apply(this.base) : this.base;
      const moved = between(from, here);
      const mine = this.#sending.send.compose(this.#pending);
      const theirs = moved.map(mine, true);
      this.base = here;
      this.version = this.#held?.version ?? this.version;
      this.#pending = mine.map(moved);
      this.#sending = null;
      this.#held = null;
      if (this.begun) this.#desk.remote(theirs);
    }
    this.#save();
    void this.pump();
  }

  /** Gives up what was refused: the editor shows what the node has. */
  drop(): void {
    this.trouble = null;
    const shown = this.#shown();
    this.#early = [];
    this.#earlyParents = null;
    this.base = this.#held?.text ?? this.base;
    this.version = this.#held?.version ?? this.version;
    this.#sending = null;
    this.#held = null;
    this.#pending = ChangeSet.empty(this.base.length);
    if (this.begun) this.#desk.remote(between(shown, this.base));
    this.#save();
    this.#callNow();
    this.tell();
  }

  #shown(): Text {
    const sent = this.#sending ? this.#effect(this.#sending).apply(this.base) : this.base;
    return this.#pending.apply(sent);
  }

  // From the node

  /** A picture has all of it. */
  page(cells: readonly Cell[], _first: boolean, _last: boolean, version: Version | null): void {
    this.#told(cells, version, null);
  }

  changes(cells: readonly Cell[], version: Version | null, now: number | null = null): void {
    this.#told(cells, version, now);
  }

  refused(code: string, detail: string): void {
    this.problem = { code, detail };
    this.tell();
  }

  #told(cells: readonly Cell[], version: Version | null, now: number | null): void {
    const cell = cells.find((one) => one.path === "");
    const last = this.#held?.text ?? this.base;
    let text = last;
    if (cell) {
      this.missing = cell.gone ? "gone" : cell.slot === "text" ? "" : "other";
      if (cell.gone) text = Text.empty;
      else if (cell.splices) text = changesOf(cell.splices, last.length).apply(last);
      else if (typeof cell.value === "string" && cell.slot === "text") text = textOf(cell.value);
    } else if (!this.begun) {
      this.missing = "gone";
    }
    if (!this.begun) {
      this.#begin(text, version);
    } else if (this.#sending) {
      this.#held = { text, version: version ?? this.#held?.version ?? this.version };
      if (now === this.#number && this.#sending.made !== null) this.#arrived();
      else if (now === null && this.#sending.made !== null && !cell?.splices) this.#callNow(); // the line broke before the answer
    } else {
      this.#remote(last, text, version, cell?.splices ?? null);
    }
    this.tell();
    void this.pump();
  }

  #begin(text: Text, version: Version | null): void {
    if (this.#early.length > 0 && !this.trouble) {
      this.base = text; // first what was typed before is sent; then all is told again
      return;
    }
    this.base = text;
    this.version = version;
    this.#pending = ChangeSet.empty(text.length);
    this.begun = true;
    this.#desk.begin(text);
  }

  #remote(last: Text, text: Text, version: Version | null, list: readonly Splice[] | null): void {
    const exact = list && list.length > 0 && list.every(([, remove, insert]) => remove === 0 || insert === "");
    const changes = exact ? changesOf(list, last.length) : between(last, text);
    this.base = text;
    this.version = version ?? this.version;
    if (changes.empty) return;
    const shown = changes.map(this.#pending, true);
    this.#pending = this.#pending.map(changes);
    this.#desk.remote(shown);
    if (!this.#pending.empty) this.#save();
  }

  /** What the node has now has the write in it. What else is there than was expected is of others. */
  #arrived(): void {
    const write = this.#sending;
    const held = this.#held;
    if (!write || !held) return;
    const expected = this.#effect(write).apply(this.base);
    const changes = between(expected, held.text);
    this.base = held.text;
    this.version = write.made ? joined(held.version, write.made) : held.version;
    this.#sending = null;
    this.#held = null;
    if (!changes.empty) {
      const shown = changes.map(this.#pending, true);
      this.#pending = this.#pending.map(changes);
      this.#desk.remote(shown);
    }
    this.#save();
  }

  // Places

  /** A place in the editor as one in what the node has, for others to see. */
  outward(place: number): number {
    let at = this.#pending.invertedDesc.mapPos(Math.min(place, this.#pending.newLength));
    if (this.#sending) at = this.#effect(this.#sending).invertedDesc.mapPos(at);
    return at;
  }

  /** The opposite. */
  inward(place: number): number {
    let at = Math.min(Math.max(place, 0), this.base.length);
    if (this.#sending) at = this.#effect(this.#sending).mapPos(at, 1);
    return this.#pending.mapPos(at, 1);
  }
}

/** Without a version the node has said nothing; a version that it told has the write in it. */
function joined(version: readonly string[] | null, made: string): readonly string[] {
  return version ?? [made];
}
