// The live board: deltas out of what this peer tells of itself below `.peer`. It knows those whom it is linked to, and of
// those what they said whom else they are linked to. Each field that a peer may not tell yet has its place here.
import { at, entries, flag, list, number, text, type Json } from "../lib/json.js";
import { ROLES, type Delta, type Role, type Standing } from "./model.js";

/** What a peer told, and what of it is new. */
export class Live {
  readonly #numbers = new Map<string, number>();
  #peers = new Map<string, string>();
  #links = new Map<string, { text: string; ends: [number, number] }>();

  /** @param now milliseconds of the picture's clock */
  deltas(all: Json, board: string, now: number): Delta[] {
    const [peers, links] = [peersOf(all, board), linksOf(all, board)];
    const out: Delta[] = [];
    const told = new Map<string, string>();
    for (const [id, peer] of peers) {
      told.set(id, JSON.stringify(peer));
      if (told.get(id) !== this.#peers.get(id)) out.push({ at: now, peer: this.#number(id), ...peer });
    }
    const between = new Map<string, { text: string; ends: [number, number] }>();
    for (const link of links) {
      if (!peers.has(link.from) || !peers.has(link.to)) continue;
      const ends: [number, number] = [this.#number(link.from), this.#number(link.to)];
      const key = [...ends].sort((a, b) => a - b).join(" ");
      if (between.has(key)) continue; // the first says more
      const one = { text: link.role + link.micros, ends };
      between.set(key, one);
      if (this.#links.get(key)?.text !== one.text) out.push({ at: now, link: ends, role: link.role, micros: link.micros });
    }
    for (const [key, { ends }] of this.#links) if (!between.has(key)) out.push({ at: now, unlink: ends });
    for (const id of this.#peers.keys()) if (!told.has(id)) out.push({ at: now, left: this.#number(id) });
    this.#peers = told;
    this.#links = between;
    return out;
  }

  #number(id: string): number {
    const known = this.#numbers.get(id) ?? this.#numbers.size;
    this.#numbers.set(id, known);
    return known;
  }
}

type Told = { id: string; name: string; region: string; cluster: string; leads: boolean; standing: Standing; self: boolean };

function peersOf(all: Json, board: string): Map<string, Told> {
  const self = text(at(all, "id"));
  const out = new Map<string, Told>();
  if (self) out.set(self, { ...told(self, all), self: true });
  const isMember = at(all, "boards", board, "members");
  for (const [name, link] of entries(at(all, "links"))) {
    const id = idOf(name);
    if (at(isMember, id) !== undefined && !out.has(id)) out.set(id, told(id, link));
  }
  for (const [id, one] of entries(at(all, "discovered", board))) if (!out.has(id)) out.set(id, told(id, one));
  for (const [id, one] of entries(at(all, "network", board, "members"))) out.set(id, { ...told(id, one), self: id === self });
  return out;
}

/** A second link to one peer is called by its number, too. */
const idOf = (name: string): string => name.split("-")[0] ?? name;

function told(id: string, one: Json): Told {
  const standing = text(at(one, "standing"));
  const silent = flag(at(one, "stale")) || standing === "suspected" || standing === "suspect";
  return {
    id,
    name: id.slice(0, 8),
    region: text(at(one, "region")),
    cluster: text(at(one, "cluster")),
    leads: flag(at(one, "leads")),
    standing: standing === "gone" ? "gone" : silent ? "suspected" : "alive",
    self: false,
  };
}

function linksOf(all: Json, board: string): { from: string; to: string; role: Role; micros: number }[] {
  const self = text(at(all, "id"));
  const out = entries(at(all, "links")).map(([name, link]) => {
    const role = ROLES.find((one) => one === text(at(link, "role"))) ?? "feeds"; // without roles each link does
    return { from: self, to: idOf(name), role, micros: number(at(link, "roundTripMicros")) };
  });
  for (const [id, one] of entries(at(all, "discovered", board))) {
    for (const through of list(at(one, "through"))) out.push({ from: text(through), to: id, role: "unknown", micros: 0 });
  }
  return out;
}
