import { beforeEach, describe, expect, test } from "vitest";
import { toBase32, toBase64, utf8, type Bytes } from "../src/bytes.js";
import { curvesOf } from "../src/keys/curves.js";
import { sealSignal, SIGNAL_BYTES_MAX, Signals, type Signal } from "../src/links/signals.js";

const { ed } = await curvesOf();
const of = (byte: number) => ed.ofSeed(new Uint8Array(32).fill(byte));
const [ada, bob, eve] = await Promise.all([of(1), of(2), of(3)]);
const name = (peer: { key: Bytes }) => toBase32(peer.key);

describe("a signal", () => {
  let now: number;
  let bobs: Signals;
  const from = name(ada);
  const to = name(bob);
  const signal = (more: object = {}): Signal => ({ board: "b", from, to, session: "s", seq: 0, at: 1_000_000_000, ...("ice" in more || "bye" in more ? {} : { sdp: { type: "offer", sdp: "v=0" } }), ...more }) as Signal;
  const sealed = (more: object = {}, by = ada) => sealSignal(signal(more), by.sign);
  const take = async (bytes: Bytes | Promise<Bytes>, by = from, board = "b") => bobs.take(await bytes, by, board);
  const refused = () => [...bobs.refused.keys()];

  beforeEach(() => {
    now = 1_000_000_000;
    bobs = new Signals(bob.key, ed, () => now);
  });

  test("comes as it was sent, of each kind, in order", async () => {
    expect(await take(sealed())).toEqual(signal());
    const ice = { candidate: "c", sdpMid: "0", sdpMLineIndex: 0, usernameFragment: null };
    expect(await take(sealed({ ice, seq: 1 }))).toMatchObject({ ice });
    expect(await take(sealed({ bye: "closing", seq: 2 }))).toMatchObject({ bye: "closing" });
    expect(refused()).toEqual([]);
  });
  test("has a text that other implementations can make", async () => {
    const text = new TextDecoder().decode(await sealed());
    const unsigned = `{"v":1,"board":"b","from":"${from}","to":"${to}","session":"s","seq":0,"at":1000000000,"sdp":{"type":"offer","sdp":"v=0"}}`;
    const sig = toBase64(await ada.sign(utf8("kith/signal/1\u0000" + unsigned)));
    expect(text).toBe(`${unsigned.slice(0, -1)},"sig":"${sig}"}`);
  });
  test.each([
    ["signed by somebody else", () => sealed({}, eve)],
    ["changed on the way", async () => utf8(new TextDecoder().decode(await sealed()).replace("v=0", "v=1"))],
  ])("that was %s is dropped", async (_, bytes) => {
    expect(await take(bytes())).toBeNull();
    expect(refused()).toHaveLength(1);
  });
  test("from another than who passed it on, for another peer or another board is dropped", async () => {
    expect(await take(sealed(), name(eve))).toBeNull();
    expect(await take(sealed({ to: name(eve) }))).toBeNull();
    expect(await take(sealed(), from, "another")).toBeNull();
    expect(bobs.refused).toEqual(new Map([["signal-not-ours", 3]]));
  });
  test("that was heard before is dropped, as is one that was overtaken", async () => {
    const again = await sealed({ seq: 4 });
    expect(await take(again)).not.toBeNull();
    expect(await take(again)).toBeNull();
    expect(await take(sealed({ seq: 3 }))).toBeNull();
    expect(bobs.refused).toEqual(new Map([["signal-seen", 2]]));
  });
  test("of a clock an hour off counts; an old one by that clock does not", async () => {
    for (const apart of [-3_600_000, 3_600_000]) {
      const one = new Signals(bob.key, ed, () => now);
      const at = now + apart;
      expect(await one.take(await sealed({ at }), from, "b")).not.toBeNull();
      expect(await one.take(await sealed({ at: at - 59_000, session: "t" }), from, "b")).not.toBeNull();
      expect(await one.take(await sealed({ at: at - 61_000, session: "u" }), from, "b")).toBeNull();
      expect([...one.refused.keys()]).toEqual(["signal-old"]);
      now += 100_000;
      expect(await one.take(await sealed({ at: at + 100_000, session: "v" }), from, "b")).not.toBeNull();
      expect(await one.take(await sealed({ at: at + 30_000, session: "w" }), from, "b")).toBeNull();
    }
  });
  test("of a session that is under way counts by its sequence, however late it is", async () => {
    await take(sealed());
    now += 600_000;
    expect(await take(sealed({ seq: 1 }))).not.toBeNull();
  });
  test("a replay from before the first meeting is bounded by hours", async () => {
    expect(await take(sealed({ at: now - 3 * 3_600_000 }))).toBeNull();
    expect(refused()).toEqual(["signal-old"]);
  });
  test.each(["", "nonsense", "{}", "[]", '{"v":2}', `{"v":1,"board":"b"}`, "x".repeat(SIGNAL_BYTES_MAX + 1)])("nonsense is dropped: %.20s", async (text) => {
    expect(await take(utf8(text))).toBeNull();
    expect(refused()).toEqual(["signal-malformed"]);
  });
  test.each([{ seq: -1 }, { seq: 0.5 }, { at: "now" }, { session: "s".repeat(65) }, { sdp: { type: "rollback", sdp: "" } }, { sdp: undefined }, { sdp: undefined, ice: { candidate: 1 } }])(
    "a field that cannot be is dropped: %o",
    async (more) => {
      const text = new TextDecoder().decode(await sealed());
      const changed = JSON.stringify({ ...(JSON.parse(text) as object), ...more });
      expect(await take(utf8(changed))).toBeNull();
      expect(refused()).toEqual(["signal-malformed"]);
    },
  );
});
