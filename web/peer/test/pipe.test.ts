import { describe, expect, test } from "vitest";
import { equal, type Bytes } from "../src/bytes.js";
import { curvesOf, type Agreement } from "../src/keys/curves.js";
import * as library from "../src/keys/library.js";
import { answer, call, FRAME_BYTES_MAX, OUTBOX_BYTES_MAX, type Own, type Pipe, type Sealed, type SealedEvents, type Timer } from "../src/links/pipe.js";
import { Direction, keysOf } from "../src/links/seal.js";
import { hex, vectors } from "./vectors.js";
import { until } from "./fakes.js";

const all = vectors("pipe");
const of = (kind: string) => all.filter((one) => one["kind"] === kind).map((one) => [one["name"]!, one] as const);
const curves = await curvesOf();
const anna = all.find((one) => one["name"] === "Anna calls Bert")!;
const own = async (seed: string): Promise<Own> => {
  const { key, sign } = await curves.ed.ofSeed(hex(seed));
  return { id: key, sign, curves };
};
const ephemeral = (seed: string): Promise<Agreement> => curves.x.ofSeed(hex(seed));

/** One end of something that carries messages; what is sent is kept, and what comes is said by the test. */
class End implements Pipe {
  readonly sent: Bytes[] = [];
  readonly closed: string[] = [];
  waitingBytes = 0;
  message: (bytes: Bytes) => void = () => {};
  over: (reason: string) => void = () => {};
  other: End | null = null;
  send(message: Bytes): void {
    this.sent.push(message);
    this.other?.message(message);
  }
  hear(message: (bytes: Bytes) => void, ended: (reason: string) => void): void {
    this.message = message;
    this.over = ended;
  }
  close(reason: string): void {
    this.closed.push(reason);
  }
}

class Heard implements SealedEvents {
  sealed: Sealed | null = null;
  frames: Bytes[] = [];
  ends: string[] = [];
  up = (sealed: Sealed) => void (this.sealed = sealed);
  frame = (bytes: Bytes) => void this.frames.push(bytes);
  ended = (reason: string) => void this.ends.push(reason);
}

/** Two peers with a pipe between them. */
async function linked() {
  const ends = [new End(), new End()] as const;
  ends[0].other = ends[1];
  ends[1].other = ends[0];
  const heard = [new Heard(), new Heard()] as const;
  const [a, b] = [await own(anna["aSeed"]!), await own(anna["bSeed"]!)];
  answer(ends[1], b, heard[1]);
  call(ends[0], a, null, heard[0]);
  await until(() => heard.every((one) => one.sealed !== null));
  return { ends, heard };
}

test.each(of("x25519"))("X25519: %s", async (_, one) => {
  for (const x of [curves.x, library.x25519]) {
    expect(await (await x.ofSeed(hex(one["scalar"]!))).with(hex(one["u"]!))).toEqual(hex(one["shared"]!));
  }
});

describe("a handshake", () => {
  test.each(of("handshake"))("has the bytes of the vectors: %s", async (_, one) => {
    const [end, heard] = [new End(), new Heard()];
    call(end, await own(one["aSeed"]!), hex(one["bPeer"]!), heard, await ephemeral(one["aEphemeral"]!));
    await until(() => end.sent.length === 1);
    end.message(hex(one["second"]!));
    await until(() => heard.sealed !== null);
    expect(end.sent).toEqual([hex(one["first"]!), hex(one["third"]!)]);
    expect(heard.sealed!.peer).toEqual(hex(one["bPeer"]!));

    const [called, told] = [new End(), new Heard()];
    answer(called, await own(one["bSeed"]!), told, await ephemeral(one["bEphemeral"]!));
    called.message(hex(one["first"]!));
    await until(() => called.sent.length === 1);
    expect([called.sent, told.sealed]).toEqual([[hex(one["second"]!)], null]);
    called.message(hex(one["third"]!));
    await until(() => told.sealed !== null);
    expect(told.sealed!.peer).toEqual(hex(one["aPeer"]!));
  });

  test.each(of("refused"))("%s", async (_, one) => {
    const [end, heard] = [new End(), new Heard()];
    if (one["takes"] === "a") {
      call(end, await own(anna["aSeed"]!), hex(one["expects"]!), heard, await ephemeral(anna["aEphemeral"]!));
      await until(() => end.sent.length === 1);
      end.message(hex(one["second"]!));
    } else {
      answer(end, await own(anna["bSeed"]!), heard, await ephemeral(anna["bEphemeral"]!));
      end.message(hex(one["first"]!));
      if (one["third"] !== undefined) {
        await until(() => end.sent.length === 1);
        end.message(hex(one["third"]!));
      }
    }
    await until(() => heard.ends.length > 0);
    expect(heard.ends.map((reason) => reason.split(":")[0])).toEqual([one["code"]]);
    expect([heard.sealed, end.closed.length]).toEqual([null, 1]);
    expect(end.sent.length).toBe(one["takes"] === "a" || one["third"] !== undefined ? 1 : 0);
  });

  test.each(["first", "second", "third"])("with any byte of the %s message changed ends, and nobody is up behind it", async (which) => {
    const size = hex(anna[which]!).length;
    for (let at = 0; at < size; at += 7) {
      const changed = hex(anna[which]!);
      changed[at]! ^= at === 32 ? 0x01 : 0x80; // the top bit of a key is ignored, and only the transcript has it
      const [end, heard] = [new End(), new Heard()];
      if (which === "second") {
        call(end, await own(anna["aSeed"]!), null, heard, await ephemeral(anna["aEphemeral"]!));
        await until(() => end.sent.length === 1);
        end.message(changed);
      } else {
        answer(end, await own(anna["bSeed"]!), heard, await ephemeral(anna["bEphemeral"]!));
        end.message(which === "first" ? changed : hex(anna["first"]!));
        await until(() => end.sent.length + heard.ends.length === 1);
        if (heard.ends.length === 0) end.message(which === "first" ? hex(anna["third"]!) : changed);
      }
      await until(() => heard.ends.length === 1);
      expect(heard.sealed).toBeNull();
    }
  });

  test("that is not done in time is over", async () => {
    const late: (() => void)[] = [];
    const timer: Timer = (_, run) => (late.push(run), () => {});
    const [end, heard] = [new End(), new Heard()];
    answer(end, await own(anna["bSeed"]!), heard, undefined, timer);
    late[0]!();
    expect([heard.ends, end.closed]).toEqual([["handshake-timeout"], ["handshake-timeout"]]);
  });

  test("by a stranger who says more than belongs to it is over", async () => {
    const [end, heard] = [new End(), new Heard()];
    answer(end, await own(anna["bSeed"]!), heard);
    end.message(new Uint8Array(146));
    await until(() => heard.ends.length > 0);
    expect(heard.ends[0]).toMatch(/^pipe-malformed/);
  });
});

describe("a pipe that is up", () => {
  test.each(of("frame"))("seals a frame as the vectors do: %s", async (_, one) => {
    const keys = await keysOf(hex(anna["shared"]!), hex(anna["first"]!), hex(anna["second"]!).slice(0, 33));
    const direction = one["by"] === "a" ? keys.toCalled : keys.toCaller;
    const number = Number(one["number"]);
    direction.goOnAt(number);
    expect(await direction.seal(hex(one["plain"]!))).toEqual(hex(one["sealed"]!));
    direction.goOnAt(number);
    expect(await direction.open(hex(one["sealed"]!))).toEqual(hex(one["plain"]!));
  });

  test("carries frames of all sizes both ways, in order, at once behind the proof", async () => {
    const { heard } = await linked();
    const sizes = [1, FRAME_BYTES_MAX, 16, 300_000, 2];
    for (const [i, size] of sizes.entries()) heard[0].sealed!.send(new Uint8Array(size).fill(i));
    heard[1].sealed!.send(Uint8Array.of(9));
    await until(() => heard[1].frames.length === sizes.length && heard[0].frames.length === 1);
    expect(heard[1].frames.map((frame) => frame.length)).toEqual(sizes);
    expect(heard[1].frames.map((frame) => frame[0])).toEqual([0, 1, 2, 3, 4]);
  });
  test("frames that overtake the check of the proof's signature come behind it", async () => {
    const [end, heard] = [new End(), new Heard()];
    answer(end, await own(anna["bSeed"]!), heard, await ephemeral(anna["bEphemeral"]!));
    end.message(hex(anna["first"]!));
    await until(() => end.sent.length === 1);
    end.message(hex(anna["third"]!));
    for (const [, one] of of("frame").slice(0, 2)) end.message(hex(one["sealed"]!));
    await until(() => heard.frames.length === 2);
    expect(heard.frames).toEqual([hex("00"), hex("6b697468")]);
  });
  test.each([
    ["left out", [1]],
    ["said twice", [0, 0]],
    ["said in another order", [1, 0]],
  ])("ends when a message is %s", async (_, order) => {
    const { ends, heard } = await linked();
    ends[0].other = null;
    heard[0].sealed!.send(Uint8Array.of(1));
    heard[0].sealed!.send(Uint8Array.of(2));
    await until(() => ends[0].sent.length === 4);
    for (const which of order) ends[1].message(ends[0].sent[2 + which]!);
    await until(() => heard[1].ends.length === 1);
    expect(heard[1].ends).toEqual(["pipe-seal-broken"]);
    expect(heard[1].frames.length).toBeLessThan(2);
  });
  test("ends when its own message is said back, or any byte is changed", async () => {
    for (const change of [(bytes: Bytes) => bytes, (bytes: Bytes) => bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte))]) {
      const { ends, heard } = await linked();
      ends[0].other = null;
      heard[0].sealed!.send(Uint8Array.of(1, 2, 3, 4));
      await until(() => ends[0].sent.length === 3);
      const back = change(ends[0].sent[2]!);
      const said = equal(back, ends[0].sent[2]!) ? 0 : 1;
      ends[said].message(back);
      await until(() => heard[said].ends.length === 1);
      expect(heard[said].ends).toEqual(["pipe-seal-broken"]);
    }
  });
  test.each([16, FRAME_BYTES_MAX + 17])("ends at a message of %i bytes, which is no frame", async (size) => {
    const { ends, heard } = await linked();
    ends[1].message(new Uint8Array(size));
    await until(() => heard[1].ends.length === 1);
    expect(heard[1].ends).toEqual(["malformed"]);
  });
  test("what came before the other side's end is told before it, and nothing behind", async () => {
    const { ends, heard } = await linked();
    heard[0].sealed!.send(Uint8Array.of(1));
    await until(() => ends[0].sent.length === 3);
    ends[1].over("closed-by-peer");
    ends[1].message(Uint8Array.of(1));
    await until(() => heard[1].ends.length === 1);
    expect([heard[1].frames.length, heard[1].ends]).toEqual([1, ["closed-by-peer"]]);
  });
  test("is cut when the other side does not read", async () => {
    const { ends, heard } = await linked();
    ends[0].waitingBytes = OUTBOX_BYTES_MAX;
    heard[0].sealed!.send(Uint8Array.of(1));
    await until(() => heard[0].ends.length === 1);
    expect([heard[0].ends, ends[0].closed]).toEqual([["outbox-full"], ["outbox-full"]]);
  });
});

test("numbers beyond 32 bits have both halves", async () => {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const [low, high] = [new Direction(key), new Direction(key)];
  high.goOnAt(2 ** 32);
  expect(equal(await low.seal(Uint8Array.of(1)), await high.seal(Uint8Array.of(1)))).toBe(false);
});
