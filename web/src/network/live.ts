// The live board: deltas out of what this peer tells of itself below `.peer`, and of what others answered it. Nobody sees all
// of a board: of each peer it says from where it is known, and whom nothing is known of is counted and not drawn.
import { at, entries, flag, list, number, text, type Json } from "../lib/json.js";
import { ROLES, type Delta, type Role, type Standing } from "./model.js";
import type { Traced } from "./traced.js";

const ANSWERED_MILLIS = 60_000; // for so long an answer says that a peer is there
const GONE_MILLIS = 60_000; // for so long a peer of which nobody tells any more is shown as gone
const CLUSTER_CHARS = 4;

type Told = { id: string; name: string; region: string; cluster: string; leads: boolean; standing: Standing; self: boolean; why: string; source: string; size: number };

/** What a peer told, and what of it is new. */
export class Live {
  readonly #numbers = new Map<string, number>();
  readonly #gone = new Map<string, number>();
  readonly #answered = new Map<string, boolean>();
  #answeredAt = -Infinity;
  readonly #lost = new Map<string, number>();
  #near: ReadonlySet<string> = new Set();
  #peers = new Map<string, string>();
  #links = new Map<string, { text: string; ends: [number, number] }>();

  /** Who was asked for the way of an update, and whether they answered: that counts for a while, of those who are not known otherwise. */
  heard(way: Traced, now: number): void {
    this.#answered.clear();
    this.#answeredAt = now;
    for (const one of way.steps) this.#answered.set(one.id, one.answer !== "none");
  }

  /** @param now milliseconds of the picture's clock */
  deltas(all: Json, board: string, now: number): Delta[] {
    if (now - this.#answeredAt > ANSWERED_MILLIS) this.#answered.clear();
    const { peers, near } = peersOf(all, board, this.#answered);
    this.#lose(peers, near, now);
    const links = linksOf(all, board);
    const out: Delta[] = [];
    const told = new Map<string, string>();
    for (const [id, peer] of peers) {
      told.set(id, JSON.stringify(peer));
      if (told.get(id) !== this.#peers.get(id)) out.push({ at: now, peer: this.number(id), ...peer });
    }
    const between = new Map<string, { text: string; ends: [number, number] }>();
    for (const link of links) {
      if (!peers.has(link.from) || !peers.has(link.to)) continue;
      const ends: [number, number] = [this.number(link.from), this.number(link.to)];
      const key = ends[0] < ends[1] ? `${ends[0]} ${ends[1]}` : `${ends[1]} ${ends[0]}`;
      if (between.has(key)) continue; // the first says more
      const one = { text: link.role + link.micros, ends };
      between.set(key, one);
      if (this.#links.get(key)?.text !== one.text) out.push({ at: now, link: ends, role: link.role, micros: link.micros });
    }
    for (const [key, { ends }] of this.#links) if (!between.has(key)) out.push({ at: now, unlink: ends });
    out.push(...this.#left(told, now));
    this.#peers = told;
    this.#links = between;
    return out;
  }

  /** Whose last link ended is gone, though lists and cards name it for a while. */
  #lose(peers: Map<string, Told>, near: ReadonlySet<string>, now: number): void {
    for (const id of this.#near) if (!near.has(id)) this.#lost.set(id, now);
    this.#near = near;
    for (const [id, since] of [...this.#lost]) {
      if (near.has(id) || now - since >= GONE_MILLIS) this.#lost.delete(id);
      const told = peers.get(id);
      if (told && this.#lost.has(id)) peers.set(id, { ...told, standing: "gone", source: `${told.source}; no link leads to it any more` });
    }
  }

  /** Who was there and is told of no more is gone, and after a while none of the picture. */
  #left(told: ReadonlyMap<string, string>, now: number): Delta[] {
    const out: Delta[] = [];
    for (const id of this.#peers.keys()) {
      if (told.has(id)) continue;
      this.#gone.set(id, now);
      out.push({ at: now, peer: this.number(id), standing: "gone", leads: false, source: "what this peer told until it was gone" });
    }
    for (const [id, since] of [...this.#gone]) {
      const back = told.has(id);
      if (!back && now - since < GONE_MILLIS) continue;
      this.#gone.delete(id);
      if (!back) out.push({ at: now, left: this.number(id) });
    }
    return out;
  }

  number(id: string): number {
    const known = this.#numbers.get(id) ?? this.#numbers.size;
    this.#numbers.set(id, known);
    return known;
  }
}

/** How many members the board has of whom nothing is known now. */
export function unheard(all: Json, board: string, known: ReadonlySet<string>): number {
  return entries(at(all, "boards", board, "members")).filter(([id]) => !known.has(id)).length;
}

/**
 * Who is linked here, whom those are linked to, who is of one cluster with this peer, who leads the others that it knows, and
 * who was asked for the way of an update.
 */
function peersOf(all: Json, board: string, answered: Map<string, boolean>): { peers: Map<string, Told>; near: ReadonlySet<string> } {
  const self = text(at(all, "id"));
  const near = at(all, "network", board) ?? null;
  const out = new Map<string, Told>();
  if (self) out.set(self, { ...peer(self, "this peer itself"), region: text(at(all, "region")), self: true });
  const [members, links] = [at(all, "boards", board, "members"), new Set<string>()];
  for (const [name, link] of entries(at(all, "links"))) {
    const id = idOf(name);
    if (at(members, id) === undefined || links.has(id)) continue;
    links.add(id);
    out.set(id, { ...peer(id, "a link of this peer"), ...linked(link, at(near, "neighbours", id)) });
  }
  for (const [id, one] of entries(at(all, "discovered", board))) {
    if (!out.has(id)) out.set(id, { ...peer(id, throughOf(one)), ...linked(one, undefined) });
  }
  const linkedOn = new Set(out.keys());
  own(out, at(near, "cluster"), text(at(all, "region")));
  for (const [name, one] of entries(at(near, "clusters"))) led(out, name, one);
  for (const [id, here] of answered) {
    if (out.has(id)) {
      answered.delete(id);
      continue;
    }
    const how = here ? "its answer, when the way of the update was asked for" : "what others say of the update; it does not answer";
    out.set(id, { ...peer(id, how), standing: here ? "alive" : "suspected" });
  }
  return { peers: out, near: linkedOn };
}

/** The cluster of this peer, and by what its leader was elected. */
function own(out: Map<string, Told>, cluster: Json | undefined, region: string): void {
  const members = entries(at(cluster, "members"));
  const leader = text(at(cluster, "leader"));
  if (at(cluster, "guest") === true && leader !== "") {
    const host = out.get(leader) ?? peer(leader, "the leader whose guest this peer is");
    out.set(leader, { ...host, region, cluster: text(at(cluster, "id")).slice(0, CLUSTER_CHARS), leads: true });
  }
  for (const [id, marks] of members) {
    const leads = id === leader;
    const before = out.get(id) ?? listed(id, number(at(marks, "score")));
    const seat = { region, cluster: text(at(cluster, "id")).slice(0, CLUSTER_CHARS), leads };
    out.set(id, { ...before, ...seat, ...(leads ? { why: whyOf(id, marks, members, number(at(cluster, "epoch"))), size: members.length } : {}) });
  }
}

/** Who is in the list alone: nobody has an answer of who has no marks. */
const listed = (id: string, score: number): Told =>
  score > 0 ? peer(id, "the list of this peer's cluster") : { ...peer(id, "the list of this peer's cluster; nobody who measures it has an answer"), standing: "suspected" };

const MARKS = ["near", "up", "free", "strong", "first"] as const;

function whyOf(id: string, marks: Json, members: readonly [string, Json][], epoch: number): string {
  const best = members.filter(([one]) => one !== id).reduce((most, [, one]) => Math.max(most, number(at(one, "score"))), -1);
  const of = MARKS.map((mark) => `${mark} ${number(at(marks, mark))}`).join(", ");
  const beside = best < 0 ? "" : `, the best other ${best}`;
  return `score ${number(at(marks, "score"))}${beside}: ${of}; epoch ${epoch}`;
}

function led(out: Map<string, Told>, name: string, card: Json): void {
  const leader = text(at(card, "leader"));
  if (!leader) return;
  const why = `as the card of its cluster says; epoch ${number(at(card, "epoch"))}`;
  const seat = { region: text(at(card, "region")), cluster: name.slice(0, CLUSTER_CHARS), leads: true, why, size: number(at(card, "size")) };
  out.set(leader, { ...(out.get(leader) ?? peer(leader, "the card of its cluster")), ...seat });
}

/** A second link to one peer is called by its number, too. */
const idOf = (name: string): string => name.split("-")[0] ?? name;

const peer = (id: string, source: string): Told => ({ id, name: id.slice(0, 8), region: "", cluster: "", leads: false, standing: "alive", self: false, why: "", source, size: 0 });

const throughOf = (one: Json): string => `what ${list(at(one, "through")).map((id) => text(id).slice(0, 8)).join(", ")} says: a link between them`;

function linked(link: Json, neighbour: Json | undefined): { region: string; standing: Standing } {
  const standing = text(at(neighbour, "standing"));
  const suspected = flag(at(link, "stale")) || standing === "suspect";
  return { region: text(at(link, "region")), standing: standing === "gone" ? "gone" : suspected ? "suspected" : "alive" };
}

function linksOf(all: Json, board: string): { from: string; to: string; role: Role; micros: number }[] {
  const self = text(at(all, "id"));
  const out = entries(at(all, "links")).map(([name, link]) => {
    const near = at(all, "network", board, "neighbours", idOf(name));
    const ways = [text(at(near, "gets")), text(at(near, "gives"))];
    const role = ROLES.find((one) => ways.includes(one)) ?? "unknown"; // the one of both that is more comes first
    return { from: self, to: idOf(name), role, micros: number(at(link, "roundTripMicros")) };
  });
  for (const [id, one] of entries(at(all, "discovered", board))) {
    for (const through of list(at(one, "through"))) out.push({ from: text(through), to: id, role: "unknown", micros: 0 });
  }
  return out;
}
