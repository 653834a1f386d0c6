import { ChangeSet, Text } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { between, changesOf, piece, splices, textOf, TextSync, type Desk, type Kept, type Splice } from "../src/lib/textsync.js";
import { FakeNode, atOnce, settled } from "./fakes.js";
import type { Ask } from "../src/lib/http.js";
import { Away } from "../src/lib/http.js";
import { parse, text as asText, at, list, number } from "../src/lib/json.js";

/** An editor that is nothing but its text. */
class Page implements Desk {
  text: Text = Text.empty;
  remotes = 0;
  remote(changes: ChangeSet): void {
    this.text = changes.apply(this.text);
    this.remotes++;
  }
  begin(text: Text): void {
    this.text = text;
  }
  get shown(): string {
    return this.text.sliceString(0, undefined, "\n");
  }
}

/** A node that merges by moving positions, and puts what came later sometimes before and sometimes behind. */
class MergingNode {
  history: ChangeSet[] = [];
  text: Text;
  away = false;
  /** Takes writes, and the answer is lost. */
  deaf = false;
  names = new Map<string, number>();
  clients: Client[] = [];
  chance: () => number;
  constructor(text: string, chance: () => number) {
    this.text = textOf(text);
    this.chance = chance;
  }
  write(parents: string[], edits: Splice[], name: string): number {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    // A version has all in it that its change follows on: here that is one line.
    const from = Math.max(0, ...parents.map(Number));
    let changes = changesOf(edits, this.at(from).length);
    for (const other of this.history.slice(from)) changes = changes.map(other, this.chance() < 0.5);
    this.history.push(changes);
    this.text = changes.apply(this.text);
    this.names.set(name, this.history.length);
    for (const client of this.clients) client.news = true;
    return this.history.length;
  }
  begin = textOf("");
  at(version: number): Text {
    let text = this.begin;
    for (const change of this.history.slice(0, version)) text = change.apply(text);
    return text;
  }
  readonly ask: Ask = (path, asked = {}) => {
    if (this.away) return Promise.reject(new Away());
    const version = /[?]version=(.*)/.exec(path)?.[1];
    if (version !== undefined) return Promise.resolve({ json: this.at(Math.max(...decodeURIComponent(version).split(",").map(Number))).toString(), header: () => null });
    const parents = [...(asked.headers?.["Parents"] ?? "").matchAll(/"(\d+)"/g)].map((one) => one[1] ?? "");
    const edits = list(parse(asked.body ?? "[]")).map((one): Splice => [number(at(one, "at")), number(at(one, "delete")), asText(at(one, "insert"))]);
    const made = this.write(parents, edits, asked.headers?.["Version"] ?? "");
    if (this.deaf) return Promise.reject(new Away());
    return Promise.resolve({ json: null, header: (name) => (name === "Version" ? `"${made}"` : name === "Parents" ? `"${made - 1}"` : null) });
  };
}

class Client {
  page = new Page();
  sync: TextSync;
  told: Text = Text.empty;
  news = false;
  asked: number[] = [];
  kept: Kept | null = null;
  constructor(readonly node: MergingNode, name: string, kept: Kept | null = null) {
    this.sync = new TextSync(this.page, node.ask, "/x", name, kept, (kept) => (this.kept = kept), atOnce);
    this.sync.caller = { now: (number) => this.asked.push(number) };
    node.clients.push(this);
  }
  whole(): void {
    this.told = this.node.text;
    this.news = false;
    this.sync.page([{ path: "", slot: "text", value: this.told.toString() }], true, true, [String(this.node.history.length)]);
  }
  tell(now: number | null): void {
    const from = this.told;
    this.told = this.node.text;
    this.news = false;
    this.sync.changes([{ path: "", slot: "text", splices: splices(between(from, this.told)) }], [String(this.node.history.length)], now);
  }
  hear(): void {
    const now = this.asked.shift();
    if (now !== undefined) this.tell(now);
    else if (this.news) this.tell(null);
  }
  type(at: number, remove: number, insert: string): void {
    const changes = ChangeSet.of({ from: at, to: at + remove, insert: textOf(insert) }, this.page.text.length, "\n");
    this.page.text = changes.apply(this.page.text);
    this.sync.typed(changes);
  }
}

function random(seed: number): () => number {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 4294967296;
  };
}

describe("a text that two type into", () => {
  it("sends what was typed against the version that was shown, and the next only when the node has told it", async () => {
    const node = new FakeNode();
    node.answer = () => ({ version: "v2" });
    const page = new Page();
    const sync = new TextSync(page, node.ask, "/t/a", "me", null, () => {}, atOnce);
    const asked: number[] = [];
    sync.caller = { now: (n) => asked.push(n) };
    sync.page([{ path: "", slot: "text", value: "milk" }], true, true, ["v1"]);
    sync.typed(ChangeSet.of({ from: 4, insert: textOf("s") }, 4, "\n"));
    await settled();
    sync.typed(ChangeSet.of({ from: 5, insert: textOf("!") }, 5, "\n"));
    await settled();
    expect(node.asked).toHaveLength(1);
    expect(node.asked[0]).toMatchObject({ path: "/t/a", method: "PATCH", headers: { Parents: '"v1"' }, body: '[{"splice":"","at":4,"delete":0,"insert":"s"}]' });
    expect(asked).toEqual([1]);
    sync.changes([{ path: "", slot: "text", splices: [[4, 0, "s"]] }], ["v2"], 1);
    await settled();
    expect(node.asked[1]).toMatchObject({ headers: { Parents: '"v2"' }, body: '[{"splice":"","at":5,"delete":0,"insert":"!"}]' });
    expect(page.remotes).toBe(0);
  });

  it("ends the same everywhere, whatever comes in between", async () => {
    for (let seed = 1; seed <= 150; seed++) {
      const chance = random(seed);
      const node = new MergingNode("", chance);
      node.begin = node.text = textOf("The quick brown\nfox jumps\n");
      const clients = [new Client(node, "a"), new Client(node, "b"), new Client(node, "c")];
      clients.forEach((client) => client.whole());
      for (let i = 0; i < 60; i++) {
        const client = clients[Math.floor(chance() * 3)] as Client;
        const what = chance();
        const length = client.page.text.length;
        if (what < 0.4) {
          const at = Math.floor(chance() * (length + 1));
          client.type(at, Math.min(length - at, chance() < 0.4 ? Math.floor(chance() * 4) : 0), ["x", "yy", "\n", ""][Math.floor(chance() * 4)] ?? "");
        } else if (what < 0.8) client.hear();
        else if (what < 0.85) node.deaf = !node.deaf;
        else if (what < 0.9) client.whole();
        else for (const one of clients) void one.sync.pump();
        await settled();
      }
      node.deaf = false;
      for (let i = 0; i < 40; i++) {
        for (const client of clients) {
          void client.sync.pump();
          await settled();
          client.hear();
          await settled();
        }
      }
      for (const client of clients) {
        expect(client.page.shown, `seed ${seed}`).toBe(node.text.toString());
        expect(client.sync.unsent, `seed ${seed}`).toBe(false);
        expect(client.kept).toBe(null);
      }
    }
  });

  it("keeps what is typed while the node is away, over a reload, and tells it on what it was typed on", async () => {
    const node = new MergingNode("", () => 0);
    node.begin = node.text = textOf("one two");
    const mine = new Client(node, "a");
    mine.whole();
    node.away = true;
    mine.type(7, 0, " t");
    await settled();
    mine.type(9, 0, "hree");
    await settled();
    expect(mine.sync.waits).toBe(true);
    expect(mine.kept).toEqual({ parents: ["0"], name: expect.any(String) as string, sent: [[7, 0, " t"]], length: 7, pending: [[9, 0, "hree"]] });
    node.away = false;
    node.write(["0"], [[0, 0, "zero "]], "other");
    const again = new Client(node, "a", mine.kept);
    again.whole();
    await settled();
    for (let i = 0; i < 5; i++) {
      again.hear();
      await settled();
    }
    expect(node.text.toString()).toBe("zero one two three");
    expect(again.page.shown).toBe(node.text.toString());
    expect(again.kept).toBe(null);
  });

  it("keeps what was refused in the editor, and sends it again on what is there now", async () => {
    const node = new FakeNode();
    const page = new Page();
    const sync = new TextSync(page, node.ask, "/t/a", "me", null, () => {}, atOnce);
    sync.caller = { now: () => {} };
    sync.page([{ path: "", slot: "text", value: "milk" }], true, true, ["v1"]);
    node.answer = () => ({ status: 409, json: { code: "version-unknown", detail: "no" } });
    page.text = textOf("milks");
    sync.typed(ChangeSet.of({ from: 4, insert: textOf("s") }, 4, "\n"));
    await settled();
    expect(sync.trouble).toEqual({ code: "version-unknown", detail: "no", typed: "s" });
    sync.changes([{ path: "", slot: "text", splices: [[0, 0, "2 "]] }], ["v9"], null);
    node.answer = () => ({ version: "v10" });
    sync.again();
    await settled();
    expect(page.shown).toBe("2 milks");
    expect(node.asked.at(-1)).toMatchObject({ headers: { Parents: '"v9"' }, body: '[{"splice":"","at":6,"delete":0,"insert":"s"}]' });
  });
});

describe("changes of a text", () => {
  it("are splices, each on what the one before it made, and back", () => {
    const changes = ChangeSet.of([{ from: 1, to: 3, insert: "x" }, { from: 5, insert: "yz" }], 8, "\n");
    expect(splices(changes)).toEqual([[1, 2, "x"], [4, 0, "yz"]]);
    expect(changesOf(splices(changes), 8).apply(textOf("abcdefgh")).toString()).toBe(changes.apply(textOf("abcdefgh")).toString());
    expect(changesOf([[3, 0, "x"], [0, 1, ""]], 4).apply(textOf("abcd")).toString()).toBe("bcxd");
  });

  it("are cut where one write would hold too much, and never within a character", () => {
    const all = ChangeSet.of([{ from: 0, to: 1, insert: "12😀45" }, { from: 2, to: 3, insert: "z" }], 4, "\n");
    for (let units = 1; units < 8; units++) {
      const { first, rest } = piece(all, units);
      expect(first.compose(rest).apply(textOf("abcd")).toString()).toBe("12😀45bzd");
      expect(first.apply(textOf("abcd")).toString()).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
    }
  });
});
