// Which Ed25519 keys count. All hosts must decide alike which signatures are good, or replicas part for ever: the rule
// is RFC 8032 section 5.1.7 without the cofactor, and with keys of small order refused (docs/protocol/identity.md).
//
// WebCrypto, looked at in Chromium 156 and Node.js 20 with docs/vectors/ed25519.json, follows that rule for the
// equation and for S, and is laxer about keys: it takes those of small order, y beyond the prime, and x = 0 with a
// sign. So keys are looked at here, before anybody multiplies anything, and the rest is [TRIALS]' to find out.

/** p = 2^255 - 19, little-endian. */
const PRIME = hex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

/** The y of the eight points whose order divides 8: 0, 1, -1, and of order 8 two. Each may have either sign. */
const SMALL_ORDER = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
].map(hex);

/** Whether a key is 32 bytes with y below p, and none of small order. x = 0 with a sign has one of those. */
export function isSoundKey(key: Uint8Array): boolean {
  if (key.length !== 32) return false;
  const y = new Uint8Array(key);
  y[31]! &= 0x7f;
  return isBelow(y, PRIME) && !SMALL_ORDER.some((small) => small.every((byte, i) => byte === y[i]));
}

function isBelow(one: Uint8Array, bound: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) if (one[i] !== bound[i]) return one[i]! < bound[i]!;
  return false;
}

export type Trial = { key: Uint8Array<ArrayBuffer>; message: Uint8Array<ArrayBuffer>; signature: Uint8Array<ArrayBuffer>; good: boolean };

/**
 * Signatures on which libraries are known to differ, from docs/vectors/ed25519.json: one that decides otherwise is not
 * used for checking.
 */
export const TRIALS: readonly Trial[] = [
  // RFC 8032, test 2
  trial("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00", true),
  // S is not below the order of the group
  trial("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "6b697468", "c82ea666bdc32515a4facfdecf2d62ddcf24af956f77cd24f31033eaefb5c4e7185dc38f0014eb21e9e6fb716f1ab5917a2cef47cce7e4e4cb5cf0ee2c26b91e", false),
  // a mixed key: good with and without the cofactor; with it only
  trial("d1e06adf4e05e248e1e52beca14b6be4da0af01b41645d2849b407ec22f41dc7", "6d697865642030", "d457cfc55c5cf4ace78628c7466207eb946608f4f7bb62dc706e18bf902b903061fd443b8c04b1b41a3744e69d45af5195b2374158bf4a18b2093ec8f968e005", true),
  trial("d1e06adf4e05e248e1e52beca14b6be4da0af01b41645d2849b407ec22f41dc7", "6d697865642031", "8449e1d33d1667c4337beb97261b1502e4cde211429c839222ae4c724eff09712266de44195084ee1d42322e6e1c6c1f10eceec28f3f5340c5a381527d882207", false),
  // R has a component of small order
  trial("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "6b697468", "d0424b701d60255de5df705071059ccd22b8349bb4138202ebbd65e9e0ad211b496d76a13700d61aec2607aafa0c5748f863793d7d7ce595eb9e0fea51f30406", false),
];

function trial(key: string, message: string, signature: string, good: boolean): Trial {
  return { key: hex(key), message: hex(message), signature: hex(signature), good };
}

function hex(digits: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(digits.match(/../g)!, (pair) => parseInt(pair, 16));
}
