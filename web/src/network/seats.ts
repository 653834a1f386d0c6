// Where peers stand in the picture. Each cluster is a disk: in its middle the leader, around it the others, each on a seat
// of a sunflower (Vogel, "A better way to construct the sunflower head", 1979), which it keeps while it belongs there.
// Without a leader the middle stays empty. Disks push each other apart, and stand the farther from each other the longer
// the round trips between them. So a peer that comes or goes moves nobody else but by the width of a disk.
//
// A force for each link would lay bare the links of a graph by lot, which are a ball of wool; what is to be seen is who is
// near whom. Cost: as many steps as there are pairs of disks; for 500 peers in 20 clusters some microseconds each.
import { diskOf, type Picture, type PeerShown } from "./model.js";

export const SPACING = 17; // between two seats
const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const GAP = 30; // between two disks: room for a name
const UNITS_PER_MILLI = 0.6;
const NEAR = 20; // of those that are farther the distance counts for less
const MILLIS_MAX = 250; // farther is as far
const PULL = 0.6; // to the middle, beside the pull of each other disk
const STEPS = 400; // until disks stand
const MOVE = 0.14; // of its way a peer goes in each frame
const STANDS = 0.05;

export interface Disk {
  readonly key: string;
  readonly region: string;
  readonly cluster: string;
  x: number;
  y: number;
  radius: number;
  members: number;
  told: number; // how many belong to it, as who leads it says; 0 where nobody does
  readonly seats: (number | null)[]; // the first is the leader's
}

export interface Place {
  x: number;
  y: number;
}

export class Seats {
  readonly disks = new Map<string, Disk>();
  readonly places = new Map<number, Place>();
  /** A wide picture is wider than it is high by so much. */
  aspect = 1.6;
  readonly #sitting = new Map<number, Disk>();
  #targets = new Map<number, Place>();
  #apart = new Map<string, number>();
  #steps = 0;

  /** Takes up what has changed in the picture. */
  update(picture: Picture): void {
    const members = new Map<string, PeerShown[]>();
    for (const peer of picture.peers.values()) {
      const key = diskOf(peer);
      const group = members.get(key);
      if (group) group.push(peer);
      else members.set(key, [peer]);
    }
    const wasEmpty = this.disks.size === 0;
    let moved = false;
    for (const key of [...this.disks.keys()]) if (!members.has(key)) moved = this.disks.delete(key) || moved;
    this.#sitting.clear();
    for (const key of [...members.keys()].sort()) moved = this.#sit(key, members.get(key) as PeerShown[]) || moved;
    if (moved) {
      this.#measure(picture);
      this.#steps = STEPS;
      if (wasEmpty) while (this.#steps > 0) this.#relax();
    }
    this.#aim();
    for (const number of this.places.keys()) if (!picture.peers.has(number)) this.places.delete(number);
  }

  /** One frame of movement; false when everybody stands where they belong. */
  step(atOnce = false): boolean {
    let moves = this.#steps > 0;
    for (let i = 0; this.#steps > 0 && (atOnce || i < 12); i++) this.#relax();
    this.#aim();
    for (const [number, target] of this.#targets) {
      const place = this.places.get(number);
      if (!place || atOnce) {
        this.places.set(number, { ...target });
        continue;
      }
      const [dx, dy] = [target.x - place.x, target.y - place.y];
      const still = Math.abs(dx) + Math.abs(dy) < STANDS;
      place.x = still ? target.x : place.x + dx * MOVE;
      place.y = still ? target.y : place.y + dy * MOVE;
      moves ||= !still;
    }
    return moves;
  }

  /** Gives everybody of a cluster a seat; true when the disk is new or its size another. */
  #sit(key: string, peers: PeerShown[]): boolean {
    const first = peers[0] as PeerShown;
    let disk = this.disks.get(key);
    const isNew = disk === undefined;
    if (!disk) {
      disk = { key, region: first.region, cluster: first.cluster, ...this.#start(first.region, key), radius: 0, members: 0, told: 0, seats: [null] };
      this.disks.set(key, disk);
    }
    const { seats } = disk;
    const middle = peers.find((peer) => peer.leads) ?? peers.find((peer) => peer.self && !peer.cluster);
    const there = new Set(peers.map((peer) => peer.number));
    seats.forEach((number, seat) => {
      if (number !== null && (!there.has(number) || (number === middle?.number) !== (seat === 0))) seats[seat] = null;
    });
    if (middle) seats[0] = middle.number;
    for (const number of there) this.#sitting.set(number, disk);
    const sitting = new Set(seats);
    for (const peer of peers.filter((one) => !sitting.has(one.number)).sort((a, b) => a.number - b.number)) {
      const free = seats.indexOf(null, 1);
      if (free > 0) seats[free] = peer.number;
      else seats.push(peer.number);
    }
    while (seats.length > 1 && seats.at(-1) === null) seats.pop();
    const radius = SPACING * Math.sqrt(seats.length) + SPACING * 0.7;
    const changed = isNew || radius !== disk.radius;
    disk.radius = radius;
    disk.members = peers.length;
    disk.told = middle?.size ?? 0;
    return changed;
  }

  /** Where a new disk begins: with its region if that is there, else at an angle that its name gives. */
  #start(region: string, key: string): Place {
    let hash = 7;
    for (const c of key) hash = (hash * 31 + c.charCodeAt(0)) % 9973;
    const angle = (hash / 9973) * 2 * Math.PI;
    const near = [...this.disks.values()].filter((disk) => disk.region === region);
    const x = near.reduce((sum, disk) => sum + disk.x, 0) / Math.max(1, near.length);
    const y = near.reduce((sum, disk) => sum + disk.y, 0) / Math.max(1, near.length);
    const far = near.length > 0 ? 60 : 240;
    return { x: x + far * Math.cos(angle), y: y + far * Math.sin(angle) };
  }

  /** How far disks shall be from each other: the mean round trip of the links between them. */
  #measure(picture: Picture): void {
    const sums = new Map<string, { micros: number; count: number }>();
    for (const { a, b, micros } of picture.links.values()) {
      const [one, two] = [picture.peers.get(a), picture.peers.get(b)];
      if (!one || !two || micros === 0) continue;
      const key = pairKey(diskOf(one), diskOf(two));
      const sum = sums.get(key) ?? { micros: 0, count: 0 };
      sum.micros += micros;
      sum.count++;
      sums.set(key, sum);
    }
    this.#apart = new Map([...sums].map(([key, sum]) => [key, Math.min(MILLIS_MAX, sum.micros / sum.count / 1_000) * UNITS_PER_MILLI]));
  }

  #relax(): void {
    this.#steps--;
    const all = [...this.disks.values()];
    const heat = (0.3 * this.#steps) / STEPS / Math.max(2, all.length); // at last they only push each other apart
    for (let i = 0; i < all.length; i++) {
      for (let j = 0; j < i; j++) this.#pair(all[i] as Disk, all[j] as Disk, heat);
    }
    let [mx, my] = [0, 0];
    for (const disk of all) [mx, my] = [mx + disk.x / all.length, my + disk.y / all.length];
    for (const disk of all) {
      disk.x -= mx + (disk.x - mx) * PULL * heat;
      disk.y -= my + (disk.y - my) * PULL * this.aspect ** 3 * heat;
    }
  }

  #pair(one: Disk, two: Disk, heat: number): void {
    const [dx, dy] = [one.x - two.x, one.y - two.y];
    const distance = Math.max(1, Math.hypot(dx, dy));
    const least = one.radius + two.radius + GAP;
    const apart = this.#apart.get(pairKey(one.key, two.key));
    let move = distance < least ? 0.5 * (least - distance) : 0;
    if (apart !== undefined) move += (heat * (least + apart - distance)) / (1 + apart / NEAR);
    one.x += (move * dx) / distance;
    one.y += (move * dy) / distance;
    two.x -= (move * dx) / distance;
    two.y -= (move * dy) / distance;
  }

  #aim(): void {
    this.#targets.clear();
    for (const disk of this.disks.values()) {
      disk.seats.forEach((number, seat) => {
        if (number === null) return;
        const far = SPACING * Math.sqrt(seat + (seat > 0 ? 0.6 : 0)); // a little room around the middle
        this.#targets.set(number, { x: disk.x + far * Math.cos(seat * GOLDEN), y: disk.y + far * Math.sin(seat * GOLDEN) });
      });
    }
  }

  disk(number: number): Disk | undefined {
    return this.#sitting.get(number);
  }

  /** What is to be seen of it: left, top, right, bottom. */
  bounds(): [number, number, number, number] {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y, radius } of this.disks.values()) {
      [left, top] = [Math.min(left, x - radius), Math.min(top, y - radius)];
      [right, bottom] = [Math.max(right, x + radius), Math.max(bottom, y + radius)];
    }
    return left > right ? [-1, -1, 1, 1] : [left, top, right, bottom];
  }
}

const pairKey = (one: string, two: string): string => (one < two ? `${one}\t${two}` : `${two}\t${one}`);
