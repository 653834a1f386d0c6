// The curves of a library, for browsers without their own. Nothing of this is loaded where the browser has them.
//
// The library's own check multiplies by the cofactor in all its modes, and so accepts what other peers do not. Here
// the equation is computed from its points, and R compared as bytes.
import { ed25519 as curve, x25519 as montgomery } from "@noble/curves/ed25519.js";
import { concat, equal, random, type Bytes } from "../bytes.js";
import type { Agreement, Ed25519, X25519 } from "./curves.js";
import { isSoundKey } from "./rule.js";

const ORDER = curve.Point.Fn.ORDER;

export function ed25519(subtle: SubtleCrypto): Ed25519 {
  return {
    async make() {
      const seed = random(32);
      const lock = await subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
      const nonce = random(12);
      const box = new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv: nonce }, lock, seed));
      return { kept: { kind: "sealed", lock, nonce, box }, key: new Uint8Array(curve.getPublicKey(seed)) };
    },
    async verify(key, message, signature) {
      if (!isSoundKey(key) || signature.length !== 64) return false;
      const s = number(signature.subarray(32));
      if (s >= ORDER) return false;
      const r = signature.subarray(0, 32);
      const k = number(new Uint8Array(await subtle.digest("SHA-512", concat(r, key, message)))) % ORDER;
      try {
        const a = curve.Point.fromBytes(key, false);
        return equal(curve.Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k)).toBytes(), r);
      } catch {
        return false; // no point has that y
      }
    },
    ofSeed(seed) {
      const key = new Uint8Array(curve.getPublicKey(seed));
      return Promise.resolve({ key, sign: (message) => Promise.resolve(new Uint8Array(curve.sign(message, seed))) });
    },
  };
}

export const x25519: X25519 = {
  make: () => Promise.resolve(agreement(random(32))),
  ofSeed: (seed) => Promise.resolve(agreement(seed)),
};

function agreement(seed: Bytes): Agreement {
  return {
    key: new Uint8Array(montgomery.getPublicKey(seed)),
    with(other) {
      try {
        return Promise.resolve(new Uint8Array(montgomery.getSharedSecret(seed, other)));
      } catch {
        return Promise.resolve(null); // it would be zeros
      }
    },
  };
}

/** Little-endian. */
function number(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}
