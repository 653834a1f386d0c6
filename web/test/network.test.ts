import { describe, expect, it } from "vitest";
import type { Json } from "../src/lib/json.js";
import { drawLife, DASHES, type Palette, type Scene } from "../src/network/draw.js";
import { Live, unheard } from "../src/network/live.js";
import { PEERS_MAX, Picture, UPDATES_MAX, type Delta } from "../src/network/model.js";
import { Player, read } from "../src/network/recording.js";
import { Seats } from "../src/network/seats.js";
import { nearest, towards, View } from "../src/network/view.js";
import { wayOf } from "../src/network/ways.js";

const peer = (number: number, told: object = {}): Delta => ({ at: 0, peer: number, name: `p${number}`, region: "eu", cluster: "c1", ...told });

function pictureOf(...deltas: Delta[]): Picture {
  const picture = new Picture();
  for (const delta of deltas) picture.apply(delta);
  return picture;
}

describe("the picture of a board", () => {
  it("is the sum of what was told, and what was not told again stays", () => {
    const picture = pictureOf(peer(1), peer(2), { at: 1, link: [2, 1], role: "feeds", micros: 900 }, { at: 2, peer: 1, standing: "suspected" });
    expect(picture.peers.get(1)).toMatchObject({ name: "p1", cluster: "c1", standing: "suspected", leads: false });
    expect(picture.linksOf(1)).toEqual([{ a: 1, b: 2, role: "feeds", micros: 900 }]);
    picture.apply({ at: 3, left: 2 });
    expect(picture.links.size).toBe(0);
  });

  it("keeps a bounded number of peers and updates, and no link to somebody it does not know", () => {
    const picture = new Picture();
    for (let i = 0; i <= PEERS_MAX; i++) picture.apply(peer(i));
    for (let i = 0; i <= UPDATES_MAX; i++) picture.apply({ at: i, update: i, by: 0, label: "x", bytes: 1 });
    picture.apply({ at: 0, link: [0, PEERS_MAX], role: "lazy", micros: 0 });
    expect(picture.peers.size).toBe(PEERS_MAX);
    expect([...picture.updates.keys()][0]).toBe(1);
    expect(picture.links.size).toBe(0);
  });
});

describe("the way of an update", () => {
  const picture = pictureOf(
    peer(0), peer(1), peer(2), peer(3),
    { at: 100, update: 5, by: 0, label: "notes/1", bytes: 200 },
    { at: 110, pass: 5, from: 0, to: 1, sent: 100, hops: 1 },
    { at: 120, pass: 5, from: 0, to: 2, sent: 100, hops: 1 },
    { at: 125, pass: 5, from: 1, to: 2, sent: 110, hops: 2, redundant: true },
    { at: 140, pass: 5, from: 2, to: 3, sent: 120, hops: 2 },
  );
  const update = picture.updates.get(5);
  if (!update) throw new Error("there is none");

  it("is a tree with the times after which it came, and what came again", () => {
    const way = wayOf(update, 1_000);
    expect([...way.arrivals]).toEqual([
      [0, { from: 0, after: 0, hops: 0 }],
      [1, { from: 0, after: 10, hops: 1 }],
      [2, { from: 0, after: 20, hops: 1 }],
      [3, { from: 2, after: 40, hops: 2 }],
    ]);
    expect(way).toMatchObject({ copies: 4, redundant: 1, half: 10, most: 40 });
  });

  it("is at each moment as far as it had come", () => {
    expect([...wayOf(update, 119).arrivals.keys()]).toEqual([0, 1]);
    expect(wayOf(update, 125).redundant).toBe(1);
  });
});

const RECORDED = {
  form: "kith-picture-1",
  about: "two",
  deltas: [
    peer(0), peer(1),
    { at: 0, link: [0, 1], role: "feeds", micros: 20_000 },
    { at: 50, update: 1, by: 0, label: "a", bytes: 10 },
    { at: 60, pass: 1, from: 0, to: 1, sent: 50, hops: 1 },
    { at: 90, peer: 1, standing: "gone" },
    { at: 95, unlink: [0, 1] },
  ],
};

describe("a recording", () => {
  it("shows the same at a moment, from whatever side one comes to it", () => {
    const [one, two] = [new Picture(), new Picture()];
    const player = new Player(read(JSON.stringify(RECORDED)), one);
    player.seek(95);
    expect(one.peers.get(1)?.standing).toBe("gone");
    player.seek(70);
    new Player(read(JSON.stringify(RECORDED)), two).seek(70);
    for (const part of ["peers", "links", "updates"] as const) expect([...one[part]]).toEqual([...two[part]]);
    expect(one.links.size).toBe(1);
    expect(one.updates.get(1)?.passes).toHaveLength(1);
  });

  it("tells what happened, for the line of time, and ends where it ends", () => {
    const recording = read(JSON.stringify(RECORDED));
    expect(recording.marks.map((mark) => mark.kind + " " + mark.what)).toEqual(["update update a", "gone p1 is gone"]);
    const player = new Player(recording, new Picture());
    player.toggle();
    player.pass(1_000_000);
    expect([player.at, player.playing]).toEqual([95, false]);
  });

  it.each([
    ["no JSON", "{"],
    ["another form", JSON.stringify({ form: "x", deltas: [] })],
    ["a delta of no kind", JSON.stringify({ ...RECORDED, deltas: [{ at: 1, wish: 2 }] })],
    ["a role that there is not", JSON.stringify({ ...RECORDED, deltas: [{ at: 1, link: [0, 1], role: "boss" }] })],
    ["a time before the one before", JSON.stringify({ ...RECORDED, deltas: [{ at: 5, left: 1 }, { at: 4, left: 1 }] })],
  ])("is refused when it is %s", (_what, text) => {
    expect(() => read(text)).toThrow();
  });
});

/** 500 peers in 20 clusters of 25; of those of one region the round trips are short. */
function town(): Picture {
  const picture = new Picture();
  for (let i = 0; i < 500; i++) picture.apply(peer(i, { region: `r${i % 4}`, cluster: `c${i % 20}`, leads: i < 20 }));
  for (let i = 0; i < 5_000; i++) {
    const [one, other] = [i % 500, (i * 7 + Math.floor(i / 500) * 13 + 1) % 500];
    picture.apply({ at: 0, link: [one, other], role: "lazy", micros: one % 4 === other % 4 ? 10_000 : 150_000 });
  }
  return picture;
}

function seated(picture: Picture): Seats {
  const seats = new Seats();
  seats.update(picture);
  seats.step(true);
  return seats;
}

describe("where peers stand", () => {
  it("is the same each time", () => {
    expect([...seated(town()).places]).toEqual([...seated(town()).places]);
  });

  it("is in disks of clusters that do not overlap, with who leads in the middle", () => {
    const seats = seated(town());
    const disks = [...seats.disks.values()];
    expect(disks).toHaveLength(20);
    for (const one of disks) {
      for (const two of disks) if (one !== two) expect(Math.hypot(one.x - two.x, one.y - two.y)).toBeGreaterThan(one.radius + two.radius);
      expect(seats.places.get(one.seats[0] ?? -1)).toEqual({ x: one.x, y: one.y });
    }
  });

  it("is the nearer the shorter the round trips between clusters are", () => {
    const disks = [...seated(town()).disks.values()];
    const mean = (same: boolean): number => {
      const all = disks.flatMap((one) => disks.filter((two) => one !== two && (one.region === two.region) === same).map((two) => Math.hypot(one.x - two.x, one.y - two.y)));
      return all.reduce((sum, distance) => sum + distance, 0) / all.length;
    };
    expect(mean(true)).toBeLessThan(0.8 * mean(false));
  });

  it("stays when another comes or goes, and the middle is empty while nobody leads", () => {
    const picture = pictureOf(...[0, 1, 2, 3, 4].map((i) => peer(i, { leads: i === 0 })));
    const seats = seated(picture);
    const seatOf = (number: number) => [...seats.disks.values()][0]?.seats.indexOf(number);
    const before = [1, 2, 3, 4].map(seatOf);
    picture.apply(peer(5));
    picture.apply({ at: 1, peer: 0, leads: false, standing: "gone" });
    seats.update(picture);
    expect([1, 2, 3, 4].map(seatOf)).toEqual(before);
    expect([...seats.disks.values()][0]?.seats[0]).toBe(null);
    picture.apply({ at: 2, peer: 3, leads: true });
    seats.update(picture);
    expect(seatOf(3)).toBe(0);
  });
});

describe("what this peer tells of itself", () => {
  const told = (extra: { [name: string]: Json } = {}): Json => ({
    id: "selfself1",
    region: "eu",
    boards: { home: { members: { selfself1: {}, bobbobbob: {}, carol3333: {} } } },
    links: { bobbobbob: { roundTripMicros: 1_500, stale: false, region: "us", ...extra }, "bobbobbob-7": { stale: false }, stranger1: {} },
    discovered: { home: { carol3333: { through: ["bobbobbob"], stale: false } } },
  });

  it("becomes the picture of the board, and nothing is told twice", () => {
    const live = new Live();
    const picture = pictureOf(...live.deltas(told(), "home", 0));
    expect([...picture.peers.values()].map(({ name, region, standing, self }) => [name, region, standing, self])).toEqual([
      ["selfself", "eu", "alive", true],
      ["bobbobbo", "us", "alive", false],
      ["carol333", "", "alive", false],
    ]);
    expect([...picture.links.values()].map(({ role, micros }) => [role, micros])).toEqual([["unknown", 1_500], ["unknown", 0]]);
    expect([...picture.peers.values()].map((one) => one.source)).toEqual(["this peer itself", "a link of this peer", "what bobbobbo says: a link between them"]);
    expect(live.deltas(told(), "home", 1)).toEqual([]);
  });

  it("is followed: who does not answer is suspected, who leads and why is shown, who goes is gone and then none of it", () => {
    const live = new Live();
    const picture = pictureOf(...live.deltas(told(), "home", 0));
    const near = {
      neighbours: { bobbobbob: { standing: "suspect", gets: "lazy", gives: "announces" } },
      cluster: { id: "c9f0a1b2", epoch: 3, leader: "bobbobbob", members: { selfself1: { score: 20 }, bobbobbob: { score: 29, near: 12, up: 5, free: 12 } } },
      clusters: { "77aa0011": { leader: "dave4444", region: "us", size: 8, epoch: 2 } },
    };
    for (const delta of live.deltas({ ...(told() as object), network: { home: near } } as Json, "home", 5)) picture.apply(delta);
    expect(picture.peers.get(1)).toMatchObject({ standing: "suspected", region: "eu", cluster: "c9f0", leads: true, size: 2 });
    expect(picture.peers.get(1)?.why).toBe("score 29, the best other 20: near 12, up 5, free 12, strong 0, first 0; epoch 3");
    expect([...picture.peers.values()].at(-1)).toMatchObject({ name: "dave4444", region: "us", cluster: "77aa", leads: true, size: 8, source: "the card of its cluster" });
    expect(picture.links.get("0 1")?.role).toBe("announces");
    const alone = { ...(told() as object), links: {}, discovered: {} } as Json;
    for (const delta of live.deltas(alone, "home", 9)) picture.apply(delta);
    expect([...picture.peers.values()].map((one) => one.standing)).toEqual(["alive", "gone", "gone", "gone"]);
    expect(picture.links.size).toBe(0);
    for (const delta of live.deltas(alone, "home", 9 + 59_999)) picture.apply(delta);
    expect(picture.peers.size).toBe(4);
    for (const delta of live.deltas(alone, "home", 9 + 60_000)) picture.apply(delta);
    expect([...picture.peers.keys()]).toEqual([0]);
    expect(unheard(alone, "home", new Set(["selfself1"]))).toBe(2);
  });

  it("is whole again when who was gone comes back", () => {
    const live = new Live();
    const picture = pictureOf(...live.deltas(told(), "home", 0));
    for (const [now, all] of [[5, { ...(told() as object), links: {}, discovered: {} } as Json], [9, told()], [90_000, told()]] as const) for (const delta of live.deltas(all, "home", now)) picture.apply(delta);
    expect([...picture.peers.values()].map((one) => one.standing)).toEqual(["alive", "alive", "alive"]);
    expect(picture.links.size).toBe(2);
  });
});

describe("what is on the screen", () => {
  const places = new Map([[1, { x: 0, y: 0 }], [2, { x: 50, y: 5 }], [3, { x: 0, y: 50 }], [4, { x: 60, y: 60 }]]);

  it("keeps the point at which it is made larger", () => {
    const view = new View();
    Object.assign(view, { width: 400, height: 300, x: 10, y: 20 });
    const before = (100 - 200) / view.scale + view.x;
    view.zoom(2, 100, 80);
    expect((100 - 200) / view.scale + view.x).toBeCloseTo(before);
  });

  it("is gone through with the arrow keys, and found with the mouse", () => {
    expect(towards(places, 1, 1, 0)).toBe(2);
    expect(towards(places, 1, 0, 1)).toBe(3);
    expect(towards(places, 1, -1, 0)).toBe(null);
    const view = new View();
    Object.assign(view, { width: 200, height: 200 });
    expect(nearest(places, view, 152, 105, 20)).toBe(2);
    expect(nearest(places, view, 10, 10, 20)).toBe(null);
  });

  const grey = Object.fromEntries(["sheet", "disk", "line", "strong", "ink", "soft", "accent", "warn", "bad"].map((name) => [name, "grey"]));
  /** The lines that are drawn of one peer, without their colours. */
  function shapeOf(told: object): string {
    const ops: string[] = [];
    const ctx = new Proxy({}, { get: (_, name) => (...given: unknown[]) => ops.push(`${String(name)}(${given.join(" ")})`), set: () => true });
    const picture = pictureOf(peer(0, { name: "one", cluster: "c", ...told }), { at: 0, update: 1, by: "by" in told ? 0 : 9, label: "x", bytes: 1 });
    const update = "way" in told ? picture.updates.get(1) : undefined;
    const scene: Scene = { picture, seats: seated(picture), view: new View(), now: 0, update, way: update && wayOf(update, 0), focus: null, hover: null, only: null, every: false };
    drawLife(ctx as CanvasRenderingContext2D, scene, { ...grey, font: "x" } as unknown as Palette);
    return ops.filter((op) => !op.startsWith("measure")).join("\n");
  }

  it("tells standing and leading by shapes, and links by strokes, in whatever colours", () => {
    const shapes = [{ standing: "alive" }, { standing: "suspected" }, { standing: "gone" }, { leads: true }, { self: true }].map(shapeOf);
    expect(new Set(shapes).size).toBe(shapes.length);
    expect(new Set(Object.values(DASHES).map(String)).size).toBe(4);
  });
});
