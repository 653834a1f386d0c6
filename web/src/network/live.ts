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

/** Who is linked here, whom those are linked to, who is of one cluster with this peer, and who leads the others that it knows. */
function peersOf(all: Json, board: string): Map<string, Told> {
  const self = text(at(all, "id"));
  const region = text(at(all, "region"));
  const near = at(all, "network", board) ?? null;
  const out = new Map<string, Told>();
  if (self) out.set(self, { ...peer(self), region, self: true });
  for (const [name, link] of entries(at(all, "links"))) {
    const id = idOf(name);
    if (at(all, "boards", board, "members", id) !== undefined && !out.has(id)) out.set(id, { ...peer(id), ...linked(link, at(near, "neighbours", id)) });
  }
  for (const [id, one] of entries(at(all, "discovered", board))) if (!out.has(id)) out.set(id, { ...peer(id), ...linked(one, undefined) });
  const own = at(near, "cluster") ?? null;
  for (const [id] of entries(at(own, "members"))) {
    const cluster = { region, cluster: text(at(own, "id")).slice(0, CLUSTER_CHARS), leads: id === text(at(own, "leader")) };
    out.set(id, { ...(out.get(id) ?? peer(id)), ...cluster });
  }
  for (const [name, one] of entries(at(near, "clusters"))) {
    const leader = text(at(one, "leader"));
    if (leader) out.set(leader, { ...(out.get(leader) ?? peer(leader)), region: text(at(one, "region")), cluster: name.slice(0, CLUSTER_CHARS), leads: true });
  }
  return out;
}

const CLUSTER_CHARS = 4;

/** A second link to one peer is called by its number, too. */
const idOf = (name: string): string => name.split("-")[0] ?? name;

const peer = (id: string): Told => ({ id, name: id.slice(0, 8), region: "", cluster: "", leads: false, standing: "alive", self: false });

function linked(link: Json, neighbour: Json | undefined): { region: string; standing: Standing } {
  const standing = text(at(neighbour, "standing"));
  const suspected = flag(at(link, "stale")) || standing === "suspect";
  return { region: text(at(link, "region")), standing: standing === "gone" ? "gone" : suspected ? "suspected" : "alive" };
}

function linksOf(all: Json, board: string): { from: string; to: string; role: Role; micros: number }[] {
  const self = text(at(all, "id"));
  const out = entries(at(all, "links")).map(([name, link]) => {
    const role = ROLES.find((one) => one === text(at(link, "role"))) ?? "feeds"; // who tells of no role feeds over each link
    return { from: self, to: idOf(name), role, micros: number(at(link, "roundTripMicros")) };
  });
  for (const [id, one] of entries(at(all, "discovered", board))) {
    for (const through of list(at(one, "through"))) out.push({ from: text(through), to: id, role: "unknown", micros: 0 });
  }
  return out;
}
