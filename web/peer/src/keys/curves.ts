// Ed25519 and X25519: the browser's where it has them and decides as we do, else those of a library that is loaded
// only then.
import type { Bytes } from "../bytes.js";
import { isSoundKey, TRIALS } from "./rule.js";

/** Signs with a key that nobody sees. */
export type Sign = (message: Bytes) => Promise<Bytes>;

/** One side of a key agreement, for once. */
export interface Agreement {
  readonly key: Bytes;
  /** Null when the other key has small order: the secret would be zeros, whoever has which key. */
  with(other: Bytes): Promise<Bytes | null>;
}

/** A key of a peer as it is kept: what is put into IndexedDB, and shows nobody what it is. */
export type KeptKey = { kind: "webcrypto"; pair: CryptoKeyPair } | { kind: "sealed"; lock: CryptoKey; nonce: Bytes; box: Bytes };

export interface Ed25519 {
  /** A new key, to be kept, and the public one. */
  make(): Promise<{ kept: KeptKey; key: Bytes }>;
  /** Whether the signature counts. Nonsense of any kind does not, and throws nothing. */
  verify(key: Bytes, message: Bytes, signature: Bytes): Promise<boolean>;
  /** The key that belongs to a seed of 32 bytes, and signing with it. */
  ofSeed(seed: Bytes): Promise<{ key: Bytes; sign: Sign }>;
}

export interface X25519 {
  make(): Promise<Agreement>;
  ofSeed(seed: Bytes): Promise<Agreement>;
}

export type Curves = { readonly ed: Ed25519; readonly x: X25519 };

/** What stands before the 32 bytes of a private key in PKCS #8 (RFC 8410 section 7); the last byte but four is the curve. */
const PKCS8_ED25519 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);
const PKCS8_X25519 = PKCS8_ED25519.map((byte, i) => (i === 11 ? 0x6e : byte));

/** The curves of this browser. `subtle` is the browser's own outside of tests. */
export async function curvesOf(subtle: SubtleCrypto = crypto.subtle): Promise<Curves> {
  const [ed, x] = await Promise.all([webEd25519(subtle), webX25519(subtle)]);
  if (ed !== null && x !== null) return { ed, x };
  const library = await import("./library.js");
  return { ed: ed ?? library.ed25519(subtle), x: x ?? library.x25519 };
}

/** The signature of a kept key. */
export async function signerOf(kept: KeptKey, subtle: SubtleCrypto = crypto.subtle): Promise<Sign> {
  if (kept.kind === "webcrypto") {
    return async (message) => new Uint8Array(await subtle.sign("Ed25519", kept.pair.privateKey, message));
  }
  const library = await import("./library.js");
  const seed = new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv: kept.nonce }, kept.lock, kept.box));
  return (await library.ed25519(subtle).ofSeed(seed)).sign;
}

/** Null when the browser has no Ed25519, or another one than ours. */
export async function webEd25519(subtle: SubtleCrypto): Promise<Ed25519 | null> {
  const ed: Ed25519 = {
    async make() {
      const pair = (await subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
      return { kept: { kind: "webcrypto", pair }, key: new Uint8Array(await subtle.exportKey("raw", pair.publicKey)) };
    },
    async verify(key, message, signature) {
      if (!isSoundKey(key) || signature.length !== 64) return false;
      try {
        const imported = await subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
        return await subtle.verify("Ed25519", imported, signature, message);
      } catch {
        return false; // no point has that y
      }
    },
    async ofSeed(seed) {
      // Only a key that may be exported says which public one belongs to it.
      const imported = await subtle.importKey("pkcs8", join(PKCS8_ED25519, seed), "Ed25519", true, ["sign"]);
      const { x } = await subtle.exportKey("jwk", imported);
      return { key: ofBase64Url(x!), sign: async (message) => new Uint8Array(await subtle.sign("Ed25519", imported, message)) };
    },
  };
  try {
    await subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  } catch {
    return null;
  }
  const decided = await Promise.all(TRIALS.map((one) => ed.verify(one.key, one.message, one.signature)));
  return decided.every((good, i) => good === TRIALS[i]!.good) ? ed : null;
}

async function webX25519(subtle: SubtleCrypto): Promise<X25519 | null> {
  const agreement = (own: CryptoKey, key: Bytes): Agreement => ({
    key,
    async with(other) {
      try {
        const imported = await subtle.importKey("raw", other, "X25519", false, []);
        const shared = new Uint8Array(await subtle.deriveBits({ name: "X25519", public: imported }, own, 256));
        return shared.some((byte) => byte !== 0) ? shared : null;
      } catch {
        return null; // that is how a browser says that it would be zeros
      }
    },
  });
  const x: X25519 = {
    async make() {
      const pair = (await subtle.generateKey("X25519", false, ["deriveBits"])) as CryptoKeyPair;
      return agreement(pair.privateKey, new Uint8Array(await subtle.exportKey("raw", pair.publicKey)));
    },
    async ofSeed(seed) {
      const own = await subtle.importKey("pkcs8", join(PKCS8_X25519, seed), "X25519", true, ["deriveBits"]);
      return agreement(own, ofBase64Url((await subtle.exportKey("jwk", own)).x!));
    },
  };
  try {
    await x.make();
    return x;
  } catch {
    return null;
  }
}

function join(prefix: Uint8Array, seed: Bytes): Bytes {
  const whole = new Uint8Array(prefix.length + seed.length);
  whole.set(prefix);
  whole.set(seed, prefix.length);
  return whole;
}

function ofBase64Url(text: string): Bytes {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
