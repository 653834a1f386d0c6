import { describe, expect, test } from "vitest";
import { Release } from "../src/lib/release.js";
import { search, marked } from "../src/lib/find.js";
import { memberTree, invitations, type Member } from "../src/lib/members.js";
import { standing, troubles } from "../src/lib/problems.js";
import { scrollFor, visible } from "../src/lib/window.js";
import { Log } from "../src/lib/log.js";
import { metrics } from "../src/lib/metrics.js";
import { bytes, peerOfChange, plain, span } from "../src/lib/show.js";
import { parse, print } from "../src/lib/address.js";
import { WORDS } from "../src/lib/words.js";
import { FakeNode, atOnce, settled } from "./fakes.js";

function shelf() {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
}

describe("page and node of different versions", () => {
  const said = (console: string, http = 1) => ({ agent: "kith/2", peer: "p", http, console });
  test("of one build, nothing is to be done", () => {
    const release = new Release("b1", shelf());
    release.heard(said("b1"));
    expect([release.state, release.shouldReload(0)]).toEqual(["same", false]);
  });
  test("an old page before a new node loads itself again, once no edit waits", () => {
    const release = new Release("b1", shelf());
    release.heard(said("b2"));
    expect(release.state).toBe("other");
    expect(release.shouldReload(1)).toBe(false);
    expect(release.shouldReload(0)).toBe(true);
  });
  test("a new page before an old node that has no console is the same case", () => {
    const release = new Release("b1", shelf());
    release.heard({ agent: "kith/0", peer: "p", http: 1 });
    expect(release.state).toBe("other");
  });
  test("when the same page comes back it does not go round for ever, and says so", () => {
    const kept = shelf();
    const first = new Release("b1", kept);
    first.heard(said("b2"));
    expect(first.shouldReload(0)).toBe(true);
    const second = new Release("b1", kept);
    second.heard(said("b2"));
    expect([second.state, second.shouldReload(0)]).toEqual(["stuck", false]);
  });
  test("a page in which somebody types is not loaded again", () => {
    const release = new Release("b1", shelf());
    release.heard(said("b2"));
    const free = release.hold();
    expect(release.shouldReload(0)).toBe(false);
    free();
    expect(release.shouldReload(0)).toBe(true);
  });
  test("a node that speaks another HTTP is not written to", () => {
    const release = new Release("b1", shelf());
    release.heard(said("b1", 2));
    expect(release.foreign).toBe(true);
  });
});

describe("search", () => {
  test("goes through the pages of all spaces, and stops when there is enough", async () => {
    const node = new FakeNode();
    node.answer = ({ path }) => ({ json: path.startsWith("/a") ? [{ path: "x/y", value: 1 }] : [{ path: "", children: 2 }] });
    const found = await search(node.ask, [parse("a"), parse("b")], "q r&", new AbortController().signal);
    expect(node.asked.map((one) => one.path)).toEqual(["/a?cells&find=q%20r%26&limit=1000", "/b?cells&find=q%20r%26&limit=999"]);
    expect(found.hits.map((hit) => print(hit.address))).toEqual(["a/x/y", "b"]);
    expect(found.more).toBe(false);
  });
  test("shows where a text matches, whatever its case", () => {
    expect(marked("Milk and milk", "MILK").map((part) => (part.hit ? `[${part.text}]` : part.text)).join("")).toBe("[Milk] and [milk]");
    expect(marked("abc", "x")).toEqual([{ text: "abc", hit: false }]);
  });
});

describe("what a peer tells", () => {
  test("members stand below who invited them, also when that one is gone", () => {
    const tree = memberTree({
      members: { a: { since: 1 }, c: { since: 3, invitedBy: "a" }, b: { since: 2, invitedBy: "a" }, d: { since: 4, invitedBy: "gone" }, e: { since: 5, invitedBy: "b" } },
    });
    const shown = (list: readonly Member[]): string => list.map((one) => one.id + (one.invited.length ? `(${shown(one.invited)})` : "")).join(" ");
    expect(shown(tree)).toBe("a(b(e) c) d");
  });
  test("members that invited each other, as no board has it, are not gone round for ever", () => {
    const ring = { members: { a: { since: 1, invitedBy: "b" }, b: { since: 2, invitedBy: "a" }, c: { since: 3, invitedBy: "" } } };
    expect(memberTree(ring).map((one) => one.id)).toEqual(["c"]);
  });
  test("open invitations stand first", () => {
    const list = invitations({ invitations: { x: { state: "revoked" }, y: { state: "open", usesMax: 1 }, z: { state: "used-up" } } });
    expect(list.map((one) => one.id)).toEqual(["y", "z", "x"]);
  });
  test("in sync is said only where it was measured", () => {
    expect(standing({ inSync: true }, 0).good).toBe(true);
    expect(standing({ inSync: false, missingThere: 2, missingHere: 1, since: 1_000 }, 61_000)).toEqual({
      good: false,
      text: "2 changes missing there, 1 change missing here, for 1 min",
    });
    expect(standing({}, 0).good).toBe(false);
  });
  test("troubles are named with what to do", () => {
    const all = troubles({
      id: "me",
      store: { writable: false, failure: "no space left", damaged: ["00000001.log at 7"] },
      links: { peer: { clockOffSeconds: 5400, refused: "quota-bytes" } },
      boards: { home: { removed: { me: { by: "boss" } } } },
      spaces: { home: { tasks: { forks: ["abc.1 at 12"], held: { "abc.1": { because: "clock-ahead", beyond: 3 } }, peers: { p: { hashesDiffer: true } } } } },
    });
    expect(all.length).toBe(8);
    expect(all.every((one) => one.what && one.todo)).toBe(true);
    expect(troubles({})).toEqual([]);
  });
  test("an author of a change has the name that peers have", () => {
    expect(peerOfChange("f7745e6e57e65074fc3d0d2d042ea9e211d434dace203bd0607427defbff2e53.1a1fd645fa0.1")).toBe("652f43sx4zihj7b5buwqilvj4ii5ing2zyqdxudaoqt55677fzjq");
  });
  test("counters of any names are grouped, with their units", () => {
    const groups = metrics({ kith_disk_bytes_total: 2048, kith_disk_sync_seconds: { count: 2, sumMicros: 4_000, p50Micros: 1_500, p99Micros: 2_500, maxMicros: 2_500 }, kith_http_answers_total: { "2xx": 3 }, kith_http_requests_total: 7 });
    expect(groups.map((group) => [group.title, ...group.rows.map((row) => `${row.name}: ${row.text}`)])).toEqual([
      ["Disk", "bytes: 2.0 kB", "sync: 2 times: half within 1.5 ms, 99 of 100 within 2.5 ms, longest 2.5 ms"],
      ["HTTP", "answers 2xx: 3", "requests: 7"],
    ]);
    expect(metrics(undefined)).toEqual([]);
  });
});

describe("a long list", () => {
  test("draws what is seen and a little more, however long it is", () => {
    expect(visible(0, 640, 32, 100_000)).toEqual({ first: 0, end: 40 });
    expect(visible(32_000, 640, 32, 100_000)).toEqual({ first: 990, end: 1030 });
    expect(visible(1e9, 640, 32, 10)).toEqual({ first: 0, end: 10 });
    const { first, end } = visible(0, 50_000, 32, 100_000);
    expect(end - first).toBeLessThanOrEqual(150);
  });
  test("scrolls no further than it must", () => {
    expect(scrollFor(5, 0, 320, 32)).toBe(null);
    expect(scrollFor(10, 0, 320, 32)).toBe(32);
    expect(scrollFor(1, 320, 320, 32)).toBe(32);
  });
});

describe("the log", () => {
  const one = (seq: number) => ({ id: "a.1." + seq, author: "a", seq, time: 1, ops: 1, edits: [{ op: "set", path: "x", value: seq }] });
  test("begins with the newest, goes on to older ones, and takes in what comes", async () => {
    const node = new FakeNode();
    node.answer = ({ path }) =>
      path.includes("oldest") ? { json: { changes: [one(4)], total: 4 } } : path.includes("from=") ? { json: { changes: [one(1)], total: 3 } } : { json: { changes: [one(3), one(2)], total: 3, next: "a.1.2" } };
    const log = new Log(node.ask, parse("tasks"), atOnce);
    await log.newer();
    await log.older();
    await log.newer();
    await settled();
    expect(log.changes.map((change) => [change.seq, change.fresh])).toEqual([[4, true], [3, false], [2, false], [1, false]]);
    expect(node.asked.map((asked) => asked.path)).toEqual(["/tasks?log&limit=100", "/tasks?log&limit=100&from=a.1.2", "/tasks?log&limit=100&oldest&from=a.1.3"]);
    expect([log.total, log.next]).toEqual([4, null]);
  });
});

describe("the log while very many come", () => {
  test("keeps a bounded part, and older ones can be gone on to from there", async () => {
    const node = new FakeNode();
    let last = 0;
    node.answer = () => {
      const changes = Array.from({ length: 99 }, () => ({ id: `a.1.${++last}`, author: "a", seq: last }));
      return { json: { changes, total: last } };
    };
    const log = new Log(node.ask, parse("tasks"), atOnce);
    for (let i = 0; i < 5; i++) await log.newer();
    expect(log.changes.length).toBe(300);
    expect(log.changes[0]?.seq).toBe(5 * 99);
    expect(log.next).toBe(log.changes.at(-1)?.id);
  });
});

describe("the log while more come than a page has", () => {
  test("shows what it had until it has the newest, and who reads on is not thrown back", async () => {
    const node = new FakeNode();
    const one = (seq: number) => ({ id: `a.1.${seq}`, author: "a", seq });
    const down = (from: number, many: number) => Array.from({ length: many }, (_, i) => one(from - i));
    node.answer = () => ({ json: { changes: down(1_000, 100), total: 1_000, next: "a.1.901" } });
    const log = new Log(node.ask, parse("tasks"), atOnce);
    await log.newer();
    const shown: number[] = [];
    log.subscribe(() => shown.push(log.changes.length));
    node.answer = ({ path }) =>
      path.includes("oldest") ? { json: { changes: down(1_100, 100).reverse(), total: 2_000, next: "a.1.1100" } } : { json: { changes: down(2_000, 100), total: 2_000, next: "a.1.1901" } };
    await log.newer();
    await settled();
    expect(Math.min(...shown)).toBe(100);
    expect([log.changes[0]?.seq, log.changes[0]?.fresh, log.next]).toEqual([2_000, true, "a.1.1901"]);
    for (let i = 0; i < 5; i++) {
      node.answer = () => ({ json: { changes: down(1_900 - i * 100, 100), total: 2_000, next: `a.1.${1_801 - i * 100}` } });
      await log.older();
    }
    node.answer = () => ({ json: { changes: [one(2_001)], total: 2_001 } });
    await log.newer();
    expect(log.changes.length).toBe(600);
  });
});

describe("words and numbers", () => {
  test("each word is explained once", () => {
    expect(new Set(WORDS.map((one) => one.word)).size).toBe(WORDS.length);
  });
  test("what nobody would see is written out, and letters are left as they are", () => {
    expect(plain("a\u202eb\u200bc\u0000\ud800")).toBe("a\\u202eb\\u200bc\\u0000\\ud800");
    expect(plain("👩‍👩‍👧 שלום é\n")).toBe("👩‍👩‍👧 שלום é\n");
  });
  test("spans and sizes are short", () => {
    expect([span(900), span(61_000), span(3 * 3_600_000 + 60_000), span(26 * 3_600_000)]).toEqual(["0 s", "1 min", "3 h 1 min", "1 d 2 h"]);
    expect([bytes(999), bytes(1_500), bytes(250_000_000)]).toEqual(["999 B", "1.5 kB", "250 MB"]);
  });
});
