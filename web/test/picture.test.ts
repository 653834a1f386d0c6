import { describe, expect, it } from "vitest";
import { HEIGHT, join, linkKey, millis, place, pulses, PULSE_MILLIS, reached, standing, WIDTH, type LinkShown, type PeerShown } from "../src/demo/picture.js";

const peer = (id: string, self = false): PeerShown => ({ id, name: id, what: "tab", browser: "Chrome", device: "Linux", self, silent: false });
const told = (from: string, to: string): LinkShown => ({ from, to, kind: "webrtc", millis: null });

describe("the picture of the mesh", () => {
  it("stands this tab at the bottom, and everybody inside", () => {
    const placed = place([peer("c"), peer("a"), peer("b", true), peer("d")]);
    expect(placed[0]?.id).toBe("b");
    expect(Math.max(...placed.map((one) => one.y))).toBe(placed[0]?.y);
    for (const one of placed) {
      expect(one.x).toBeGreaterThan(0);
      expect(one.x).toBeLessThan(WIDTH);
      expect(one.y).toBeGreaterThan(0);
      expect(one.y).toBeLessThan(HEIGHT);
    }
  });

  it("keeps the same order around in every tab", () => {
    const seenBy = (self: string) => place(["a", "b", "c", "d"].map((id) => peer(id, id === self))).map((one) => one.id);
    expect(seenBy("a")).toEqual(["a", "b", "c", "d"]);
    expect(seenBy("c")).toEqual(["c", "d", "a", "b"]);
  });

  it("draws a link once that both of its ends tell of, with the round trip that one of them knows", () => {
    const placed = place([peer("a", true), peer("b")]);
    const drawn = join(
      [
        { from: "b", to: "a", kind: "webrtc", millis: null },
        { from: "a", to: "b", kind: "webrtc", millis: 3 },
      ],
      placed,
    );
    expect(drawn).toHaveLength(1);
    expect(drawn[0]?.millis).toBe(3);
    expect(drawn[0]?.key).toBe(linkKey("b", "a", "webrtc"));
  });

  it("draws two links of one pair beside each other", () => {
    const placed = place([peer("a", true), peer("b")]);
    const [one, two] = join(
      [
        { from: "a", to: "b", kind: "webrtc", millis: null },
        { from: "a", to: "b", kind: "same browser", millis: null },
      ],
      placed,
    );
    expect(Math.hypot((one?.a.x ?? 0) - (two?.a.x ?? 0), (one?.a.y ?? 0) - (two?.a.y ?? 0))).toBeCloseTo(11);
  });

  it("takes no link for one that stands of which one of two tells who both tell of theirs", () => {
    // a is offline. What b had told of before it heard of that is not so any more; n is a node, which tells of none.
    const links = [told("b", "a"), told("b", "c"), told("c", "b"), told("c", "n")];
    expect(standing(links, new Set(["a", "b", "c"]))).toEqual(links.slice(1));
  });

  it("knows whom links lead to, over others too", () => {
    const links = [told("a", "b"), told("c", "b"), told("d", "e")];
    expect([...reached("a", links)].sort()).toEqual(["a", "b", "c"]);
    expect([...reached("x", links)]).toEqual(["x"]);
  });

  it("leaves out a link to somebody who is not in the picture", () => {
    expect(join([{ from: "a", to: "x", kind: "webrtc", millis: 1 }], place([peer("a", true)]))).toEqual([]);
  });

  it("forgets pulses that have arrived, and bounds those that move", () => {
    const pulse = { key: "a b webrtc", forward: true, begun: 0 };
    expect(pulses(PULSE_MILLIS - 1, [pulse])).toEqual([pulse]);
    expect(pulses(PULSE_MILLIS, [pulse])).toEqual([]);
    expect(pulses(0, [], Array.from({ length: 500 }, () => pulse))).toHaveLength(60);
  });

  it("says round trips as people read them", () => {
    expect([null, 0.4, 2.34, 48.6].map(millis)).toEqual(["", "< 1 ms", "2.3 ms", "49 ms"]);
  });
});
