import { ed25519 as curve } from "@noble/curves/ed25519.js";
import { describe, expect, test } from "vitest";
import { random, toBase32 } from "../src/bytes.js";
import { curvesOf, signerOf, webEd25519, type Ed25519, type X25519 } from "../src/keys/curves.js";
import * as library from "../src/keys/library.js";
import { isSoundKey, TRIALS } from "../src/keys/rule.js";
import { hex, vectors } from "./vectors.js";


const signatures = vectors("ed25519");
const web = await curvesOf();
const eds: [string, Ed25519][] = [["the browser's", web.ed], ["the library's", library.ed25519(crypto.subtle)]];

describe.each(eds)("Ed25519, %s", (_, ed) => {
  test.each(signatures.map((one) => [one["name"]!, one] as const))("%s", async (_, one) => {
    expect(await ed.verify(hex(one["key"]!), hex(one["message"]!), hex(one["signature"]!))).toBe(one["good"] === "true");
  });
  test("a seed has the key and the signatures of RFC 8032", async () => {
    const seeded = signatures.filter((one) => one["seed"]);
    expect(seeded.length).toBeGreaterThan(2);
    for (const one of seeded) {
      const { key, sign } = await ed.ofSeed(hex(one["seed"]!));
      expect([key, await sign(hex(one["message"]!))]).toEqual([hex(one["key"]!), hex(one["signature"]!)]);
    }
  });
  test("what was kept of a new key signs for it, and says nothing of itself", async () => {
    const { kept, key } = await ed.make();
    const message = random(50);
    const signature = await (await signerOf(kept))(message);
    for (const [, other] of eds) expect(await other.verify(key, message, signature)).toBe(true);
    const secret = kept.kind === "webcrypto" ? kept.pair.privateKey : kept.lock;
    expect(secret.extractable).toBe(false);
  });
  test("nonsense is no signature", async () => {
    const [one] = signatures;
    for (const key of [new Uint8Array(0), new Uint8Array(33)]) expect(await ed.verify(key, new Uint8Array(0), hex(one!["signature"]!))).toBe(false);
    for (const size of [0, 63, 65]) expect(await ed.verify(hex(one!["key"]!), new Uint8Array(0), new Uint8Array(size))).toBe(false);
  });
});

test("a browser that multiplies by the cofactor is not asked, nor one without Ed25519", async () => {
  const lax = { ...TRIALS[3]!, calls: 0 };
  const subtle = (verify: SubtleCrypto["verify"]) =>
    new Proxy(crypto.subtle, { get: (of, name: keyof SubtleCrypto) => (name === "verify" ? verify : of[name].bind(of)) });
  const cofactored = subtle(async (...given) => {
    lax.calls++;
    return (await crypto.subtle.verify(...given)) || toBase32(new Uint8Array(given[2] as ArrayBuffer)) === toBase32(lax.signature);
  });
  expect(await webEd25519(cofactored)).toBeNull();
  expect(lax.calls).toBe(TRIALS.length);
  expect(await webEd25519(subtle((...given) => crypto.subtle.verify(...given)))).not.toBeNull();
  const without = new Proxy(crypto.subtle, { get: () => () => Promise.reject(new DOMException("", "NotSupportedError")) });
  expect(await webEd25519(without)).toBeNull();
});

test("no key of small order counts, and there are eight", () => {
  const generator = curve.Point.fromHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
  const keys = new Set<string>();
  for (let i = 0n, point = curve.Point.ZERO; i < 16n; i++, point = point.add(generator)) {
    keys.add(point.toHex());
    expect(isSoundKey(point.toBytes())).toBe(false);
  }
  expect(keys.size).toBe(8);
});

const xs: [string, X25519][] = [["the browser's", web.x], ["the library's", library.x25519]];

describe.each(xs)("X25519, %s", (_, x) => {
  test("two sides have the same secret, also of different makers", async () => {
    for (const [, other] of xs) {
      const [one, two] = await Promise.all([x.make(), other.make()]);
      const secret = await one.with(two.key);
      expect(secret?.length).toBe(32);
      expect(await two.with(one.key)).toEqual(secret);
    }
  });
  test("a key of small order gives no secret", async () => {
    const own = await x.make();
    for (const key of ["00".repeat(32), "01" + "00".repeat(31), "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"]) {
      expect(await own.with(hex(key))).toBeNull();
    }
  });
});
