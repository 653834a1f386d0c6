import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at, list, parse, type Json } from "../src/lib/json.js";
import { Following, type Followed } from "../src/network/following.js";
import { Live, unheard } from "../src/network/live.js";
import { Picture, type Delta } from "../src/network/model.js";
import { arrivals, passes, traced } from "../src/network/traced.js";
import { wayOf } from "../src/network/ways.js";
import { atOnce, FakeNode, FakeTimers, settled } from "./fakes.js";

/** Ada wrote it, Bob and Eve had it from her, Carol and Dora from Bob. Dave says nothing; Fay has forgotten. */
const ANSWER: Json = {
  board: "home", space: "notes", author: "ada", seq: 7, reached: 6, copies: 5, again: 1, hops: 2, unanswered: ["dave"], millis: 1_400,
  peers: [
    { peer: "ada", depth: 0, answer: "known", lateMillis: 5, hops: 0, claims: ["fay"] },
    { peer: "bob", depth: 1, answer: "known", from: "ada", says: "both", tookMicros: 30_000, tookBy: "link", lateMillis: 100, hops: 1, again: ["carol"] },
    { peer: "carol", depth: 2, answer: "known", from: "bob", says: "receiver", tookMicros: -200_000, tookBy: "clocks", lateMillis: 20, hops: 2 },
    { peer: "dora", depth: 2, answer: "known", from: "bob", says: "both", tookMicros: 30_000, tookBy: "link", lateMillis: 9_000, hops: 2 },
    { peer: "dave", depth: 2, answer: "none", from: "bob", says: "sender" },
    { peer: "eve", depth: 1, answer: "known", from: "ada", says: "receiver", lateMillis: 65, hops: 1 },
    { peer: "fay", depth: 0, answer: "forgotten" },
  ],
};

const NAMES = ["ada", "bob", "carol", "dave", "dora", "eve", "fay"];
const numberOf = (id: string): number => NAMES.indexOf(id);

function picture(answer: Json, names = numberOf): Picture {
  const out = new Picture();
  const way = traced(answer);
  way.steps.forEach((_, peer) => out.apply({ at: 0, peer }));
  const deltas: Delta[] = [{ at: 0, update: 1, by: names(way.author), label: "x", bytes: 1 }, ...passes(1, way, names)];
  for (const delta of deltas) out.apply(delta);
  return out;
}

describe("the way that others told", () => {
  const update = picture(ANSWER).updates.get(1);
  if (!update) throw new Error("there is none");
  const way = wayOf(update, 1_000_000);

  it("has those who say that they have it, each below whom they say, and nobody by the word of another", () => {
    const from = [...way.arrivals].map(([to, one]) => `${NAMES[to]} from ${NAMES[one.from]}`);
    expect(from.sort()).toEqual(["ada from ada", "bob from ada", "carol from bob", "dora from bob", "eve from ada", "fay from fay"]);
    expect(update.passes.filter((one) => one.claimed).map((one) => `${NAMES[one.from]} to ${NAMES[one.to]}`).sort()).toEqual(["ada to fay", "bob to dave"]);
  });

  it("counts copies and what was redundant as the peer does", () => {
    expect([way.copies, way.redundant]).toEqual([5, 1]);
    expect(update.passes.filter((one) => one.redundant).map((one) => `${NAMES[one.from]} to ${NAMES[one.to]}`)).toEqual(["carol to bob"]);
  });

  it("takes what a sender measured at the least, two clocks where they say somewhat later, and nobody has it before whom it came from", () => {
    const came = [...arrivals(traced(ANSWER))].map(([id, one]) => [id, one.after, one.by]);
    expect(came).toEqual([["ada", 0, "none"], ["bob", 95, "clocks"], ["carol", 95, "clocks"], ["dora", 125, "link"], ["eve", 60, "clocks"], ["fay", 125, "none"]]);
    expect(update.passes.every((one, i) => one.sent <= one.at && one.at >= (update.passes[i - 1]?.at ?? 0))).toBe(true);
  });

  it("says how each pass is known", () => {
    expect(way.arrivals.get(4)?.word).toEqual({ by: "link", says: "both" });
    expect(way.arrivals.get(2)?.word).toEqual({ by: "clocks", says: "receiver" });
    expect(way.arrivals.get(6)?.word).toEqual({ by: "none", says: "receiver" });
  });
});

describe("following updates", () => {
  const LOG: Json = { changes: [{ id: "000044.0.8", edits: [{ path: "later" }] }, { id: "000044.0.7", bytes: 120, time: 1_000, edits: [{ path: "today" }] }], total: 8 };
  const answer: Json = { ...(ANSWER as object), author: "aaaei" }; // 000044 in base 32
  const told = (changes: number, space = "notes"): Json => ({ spaces: { home: { [space]: { changes }, ".board": { changes: 900 + changes } } } });

  function followed(): { following: Following; node: FakeNode; timers: FakeTimers; found: Followed[]; asked: () => string[] } {
    const [node, timers, found] = [new FakeNode(), new FakeTimers(), [] as Followed[]];
    node.answer = ({ path }) => ({ json: path === "/.kith/trace" ? answer : LOG });
    const following = new Following(node.ask, timers, () => false, atOnce);
    following.onFound = (one) => found.push(one);
    following.peers = () => 7;
    const asked = () => node.asked.filter((one) => one.path === "/.kith/trace").map((one) => one.body ?? "");
    return { following, node, timers, found, asked };
  }

  async function pass(timers: FakeTimers, millis: number): Promise<void> {
    for (let i = 0; i < millis; i += 100) {
      timers.pass(100);
      await settled();
    }
  }

  it("asks for the newest once it had time to spread, and calls it by its cell", async () => {
    const { following, timers, found, asked } = followed();
    following.heard(told(6), "home");
    await pass(timers, 5_000);
    expect(asked()).toEqual([]); // what was there before is no news
    following.heard(told(7), "home");
    await pass(timers, 400);
    expect(asked()).toEqual([]);
    await pass(timers, 100);
    expect(asked()).toEqual(['{"address":"@home/notes"}']);
    expect(found[0]).toMatchObject({ label: "notes/today", bytes: 120, time: 1_000 });
  });

  it("asks once more where not all have it, and seldom while many come", async () => {
    const { following, timers, asked } = followed();
    following.heard(told(6), "home");
    following.heard(told(7), "home");
    await pass(timers, 60_000);
    expect(asked()).toHaveLength(2); // six of seven have it, and one says nothing
    for (let i = 8; i < 108; i++) {
      following.heard(told(i), "home");
      await pass(timers, 200);
    }
    expect(asked().length).toBeGreaterThan(4);
    expect(asked().length).toBeLessThanOrEqual(2 + 20_000 / 4_000 + 1);
  });

  it("asks nobody while it follows nothing, and for a cell when told so", async () => {
    const { following, timers, asked } = followed();
    following.heard(told(6), "home");
    following.follow(false);
    following.heard(told(7), "home");
    await pass(timers, 20_000);
    expect(asked()).toEqual([]);
    await following.of(" /notes/a~1b ");
    expect(asked()).toEqual(['{"address":"@home/notes/a~1b"}']);
    expect(following.newest).toBe(false);
  });

  it("says why there is no way, and goes on with the next one", async () => {
    const { following, node, timers, found, asked } = followed();
    following.heard(told(6), "home");
    const good = node.answer;
    node.answer = () => ({ status: 404, json: { code: "trace-forgotten", detail: "nobody remembers it" } });
    following.heard(told(7), "home");
    await pass(timers, 10_000);
    expect([asked().length, following.problem?.code, found.length]).toEqual([1, "trace-forgotten", 0]);
    node.answer = good;
    following.heard(told(8), "home");
    await pass(timers, 1_000);
    expect([following.problem, found.length]).toEqual([null, 1]);
  });
});

describe("what sixteen real peers told", () => {
  const { peer, trace } = parse(readFileSync(new URL("recorded/sixteen.json", import.meta.url), "utf8")) as { peer: Json; trace: Json };

  it("is a picture of all of them, each with its source, and two leaders with their reasons", () => {
    const picture = new Picture();
    for (const delta of new Live().deltas(peer, "home", 0)) picture.apply(delta);
    const peers = [...picture.peers.values()];
    expect(peers).toHaveLength(16);
    expect(peers.every((one) => one.source !== "" && one.standing === "alive")).toBe(true);
    expect(unheard(peer, "home", new Set(peers.map((one) => one.id)))).toBe(0);
    const leaders = peers.filter((one) => one.leads).map((one) => [one.region, one.size, one.why.split(":")[0]]);
    expect(leaders.sort()).toEqual([["eu", 8, "score 31, the best other 32"], ["us", 8, "as the card of its cluster says; epoch 2"]]);
    expect(peers.filter((one) => one.cluster !== "").length).toBe(9); // of the other cluster only who leads it is known
    const own = Object.keys(at(peer, "network", "home", "neighbours") as object).length;
    expect([...picture.links.values()].filter((link) => link.role !== "unknown")).toHaveLength(own);
  });

  it("is a tree in which each is below whom it says, with as many copies as they say", () => {
    const numbers = new Map<string, number>();
    const names = (id: string): number => numbers.get(id) ?? (numbers.set(id, numbers.size), numbers.size - 1);
    const update = picture(trace, names).updates.get(1);
    if (!update) throw new Error("there is none");
    const way = wayOf(update, 1_000_000);
    expect([way.arrivals.size, way.copies, way.redundant]).toEqual(["reached", "copies", "again"].map((name) => at(trace, name)));
    for (const one of list(at(trace, "peers"))) {
      if (at(one, "from") === undefined) continue;
      const arrival = way.arrivals.get(names(String(at(one, "peer"))));
      expect(arrival?.from).toBe(names(String(at(one, "from"))));
      expect(arrival?.after).toBeGreaterThanOrEqual(way.arrivals.get(arrival?.from ?? -1)?.after ?? Infinity);
    }
  });

  it("shows who only answered for a minute, and who was linked as gone at once, whatever it answered before", () => {
    const live = new Live();
    const way = traced(trace);
    const [linked] = Object.keys(at(peer, "links") as object);
    const alone = { id: at(peer, "id") ?? "", boards: at(peer, "boards") ?? {} };
    const out = new Picture();
    const look = (all: Json, now: number): Map<string, string> => {
      for (const delta of live.deltas(all, "home", now)) out.apply(delta);
      return new Map([...out.peers.values()].map((one) => [one.id, one.standing]));
    };
    look({ ...alone, links: { [linked ?? ""]: {} } }, 0);
    live.heard(way, 1);
    expect([...look({ ...alone, links: { [linked ?? ""]: {} } }, 1).values()]).toEqual(Array(16).fill("alive"));
    const ended = look(alone, 2);
    expect([ended.size, ended.get(linked ?? "")]).toEqual([16, "gone"]);
    expect(look(alone, 200_000).size).toBeLessThan(17);
    expect(look(alone, 300_000).size).toBe(1);
  });
});
