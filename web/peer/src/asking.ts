// A query that is put to other peers: it goes to each by way of those that pass things on, and comes back in pieces.
//
//   question = %x04 {"id":…,"query":{…}}        result = %x05 {"id":…,"found":[{"path":…,"value":…}],"last":true|false}
import { concat, random, toBase32, utf8, type Bytes } from "./bytes.js";
import type { Host } from "./host.js";
import { checked, find, placeOf, RESULT_BYTES_MAX, type Found, type Query } from "./query.js";
import type { Signalling } from "./signalling.js";

/** The first bytes; those below are Relay's. */
const QUESTION = 4;
const RESULT = 5;

/** What came of a query so far. */
export type Progress = {
  /** By peer, this one first. */
  readonly found: ReadonlyMap<string, readonly Found[]>;
  /** Who has answered to the end. */
  readonly answered: readonly string[];
  /** Who has not, or cannot be asked. */
  readonly unanswered: readonly string[];
};

type Asked = { found: Map<string, Found[]>; waiting: Set<string>; answered: string[]; progress: (progress: Progress) => void; done: () => void };

/** Questions of one peer that are answered in a second; more are dropped. */
const ANSWERS_EACH_SECOND = 20;

export class Asking {
  readonly #host: Host;
  readonly #signalling: Signalling;
  readonly #self: string;
  readonly #asked = new Map<string, Asked>();
  readonly #budget = new Map<string, { second: number; count: number }>();

  constructor(host: Host, signalling: Signalling) {
    this.#host = host;
    this.#signalling = signalling;
    this.#self = toBase32(host.own.id);
    host.forwards.add((_board, from, _kind, bytes) => this.#heard(from, bytes));
  }

  /** Asks itself and those peers; ends when all have answered, or the time is up. */
  async ask(query: Query, peers: readonly string[], progress: (progress: Progress) => void, within: number): Promise<Progress> {
    const sound = checked(query);
    if (sound === null) throw new TypeError("no query: expected { path: 'space/pattern', where: { below: condition }, limit: 1 to 1000 }");
    const id = toBase32(random(10));
    const question = message(QUESTION, { id, query: sound });
    let done = () => {};
    const over = new Promise<void>((resolve) => (done = resolve));
    const asked: Asked = { found: new Map([[this.#self, this.#find(sound)]]), waiting: new Set(peers), answered: [this.#self], progress, done };
    this.#asked.set(id, asked);
    const timer = setTimeout(done, within);
    this.#tell(asked);
    for (const peer of peers) void this.#signalling.pass(peer, question).then((passed) => passed || this.#without(asked, peer));
    await over;
    clearTimeout(timer);
    this.#asked.delete(id);
    return standing(asked, peers);
  }

  #without(asked: Asked, peer: string): void {
    asked.waiting.delete(peer);
    this.#tell(asked);
  }

  #tell(asked: Asked): void {
    asked.progress(standing(asked, [...asked.answered, ...asked.waiting].filter((peer) => peer !== this.#self)));
    if (asked.waiting.size === 0) asked.done();
  }

  #find(query: Query): Found[] {
    return find(query, this.#host.value(placeOf(query.path)!.space));
  }

  #heard(from: string, bytes: Bytes): void {
    const kind = bytes[0];
    if (kind !== QUESTION && kind !== RESULT) return;
    let word: { id?: unknown; query?: unknown; found?: unknown; last?: unknown };
    try {
      word = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(1))) as typeof word;
    } catch {
      return;
    }
    if (typeof word?.id !== "string") return;
    if (kind === RESULT) this.#result(from, word.id, word.found, word.last === true);
    else if (this.#mayAsk(from)) this.#answer(from, word.id, checked(word.query));
  }

  #mayAsk(peer: string): boolean {
    const second = Math.floor(Date.now() / 1_000);
    const budget = this.#budget.get(peer);
    const count = budget?.second === second ? budget.count + 1 : 1;
    if (this.#budget.size > 256) this.#budget.clear();
    this.#budget.set(peer, { second, count });
    return count <= ANSWERS_EACH_SECOND;
  }

  #answer(from: string, id: string, query: Query | null): void {
    const all = query === null ? [] : this.#find(query);
    for (let at = 0; ; ) {
      const piece = firstOf(all, at);
      at += piece.length;
      const last = at >= all.length || piece.length === 0;
      void this.#signalling.pass(from, message(RESULT, { id, found: piece, last }));
      if (last) return;
    }
  }

  #result(from: string, id: string, found: unknown, last: boolean): void {
    const asked = this.#asked.get(id);
    if (!asked?.waiting.has(from) || !Array.isArray(found)) return;
    const all = asked.found.get(from) ?? [];
    for (const one of found as Found[]) if (all.length < 1_000 && typeof one?.path === "string") all.push({ path: one.path, value: one.value });
    asked.found.set(from, all);
    if (last) {
      asked.waiting.delete(from);
      asked.answered.push(from);
    }
    this.#tell(asked);
  }
}

function standing(asked: Asked, peers: readonly string[]): Progress {
  return { found: new Map(asked.found), answered: [...asked.answered], unanswered: peers.filter((peer) => !asked.answered.includes(peer)) };
}

/** As many as fit into one message. */
function firstOf(all: readonly Found[], from: number): Found[] {
  const piece: Found[] = [];
  let size = 0;
  for (const one of all.slice(from)) {
    size += JSON.stringify(one, asJson).length * 3; // in UTF-8 at most
    if (size > RESULT_BYTES_MAX && piece.length > 0) break;
    if (size <= RESULT_BYTES_MAX) piece.push(one);
    else piece.push({ path: one.path, value: null }); // one that is too large by itself
  }
  return piece;
}

function message(kind: number, word: object): Bytes {
  return concat([kind], utf8(JSON.stringify(word, asJson)));
}

function asJson(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
