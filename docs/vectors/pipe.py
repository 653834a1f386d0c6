#!/usr/bin/env python3
"""The independent twin of kith.node.link.pipe: the handshake of a pipe, and what is sealed on it.

Written from docs/protocol/pipe.md, RFC 7748 (X25519), RFC 8032 (Ed25519), RFC 5869 (HKDF), FIPS 197 (AES) and NIST SP
800-38D (GCM), with nothing but the standard library. Run it in this folder: it writes pipe.json, which the tests in Java
and in the browser read. Where a standard gives the expected value, it is checked here first.
"""
import hashlib
import hmac
import json

P = 2**255 - 19


# --- X25519: RFC 7748 section 5 ---------------------------------------------------------------------
def x25519(scalar, u):
    k = int.from_bytes(scalar, "little") & (2**255 - 8) | 2**254
    k &= 2**255 - 1
    x1 = int.from_bytes(u, "little") % 2**255 % P
    x2, z2, x3, z3 = 1, 0, x1, 1
    for bit in f"{k:0255b}":
        if bit == "1":
            x2, z2, x3, z3 = x3, z3, x2, z2
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a, b * b, d * a, c * b
        x3, z3 = (da + cb) ** 2 % P, x1 * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, (aa - bb) * (aa + 121665 * (aa - bb)) % P
        if bit == "1":
            x2, z2, x3, z3 = x3, z3, x2, z2
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


BASE_U = (9).to_bytes(32, "little")


# --- Ed25519: RFC 8032 section 5.1 ------------------------------------------------------------------
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
BASE_Y = 4 * pow(5, -1, P) % P


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    k = D * x1 * x2 * y1 * y2
    return ((x1 * y2 + x2 * y1) * pow(1 + k, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - k, -1, P) % P)


def times(n, a):
    out = (0, 1)
    for bit in f"{n:b}":
        out = add(out, out)
        if bit == "1":
            out = add(out, a)
    return out


def base():
    u, v = (BASE_Y * BASE_Y - 1) % P, (D * BASE_Y * BASE_Y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * pow(2, (P - 1) // 4, P) % P
    return (x if x % 2 == 0 else P - x, BASE_Y)


def encode(a):
    return (a[1] | (a[0] & 1) << 255).to_bytes(32, "little")


def secret(seed):
    h = hashlib.sha512(seed).digest()
    return int.from_bytes(h[:32], "little") & (2**254 - 8) | 2**254, h[32:]


def public(seed):
    return encode(times(secret(seed)[0], base()))


def sign(seed, message):
    a, prefix = secret(seed)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    rb = encode(times(r, base()))
    k = int.from_bytes(hashlib.sha512(rb + public(seed) + message).digest(), "little")
    return rb + ((r + k * a) % L).to_bytes(32, "little")


# --- HKDF-SHA256: RFC 5869 --------------------------------------------------------------------------
def hkdf(salt, material, info, size):
    prk = hmac.new(salt, material, "sha256").digest()
    out, block = b"", b""
    while len(out) < size:
        block = hmac.new(prk, block + info + bytes([len(out) // 32 + 1]), "sha256").digest()
        out += block
    return out[:size]


# --- AES-256, encryption only: FIPS 197 -------------------------------------------------------------
def xtime(a):
    return a << 1 ^ (0x11B if a & 0x80 else 0)


def gf_times(a, b):
    out = 0
    while b:
        out ^= a if b & 1 else 0
        a, b = xtime(a), b >> 1
    return out


def s_box(a):
    inverse = next((b for b in range(256) if gf_times(a, b) == 1), 0)
    out = 0x63
    for by in range(5):
        out ^= inverse << by | inverse >> 8 - by
    return out & 0xFF


SBOX = [s_box(a) for a in range(256)]


def round_keys(key):
    words = [key[i : i + 4] for i in range(0, 32, 4)]
    constant = 1
    for i in range(8, 60):
        word = words[-1]
        if i % 8 == 0:
            word = bytes(SBOX[b] for b in word[1:] + word[:1])
            word = bytes([word[0] ^ constant]) + word[1:]
            constant = xtime(constant)
        elif i % 8 == 4:
            word = bytes(SBOX[b] for b in word)
        words.append(bytes(x ^ y for x, y in zip(words[i - 8], word)))
    return [b"".join(words[i : i + 4]) for i in range(0, 60, 4)]


def mix(column):
    a, b, c, d = column
    return [xtime(a) ^ xtime(b) ^ b ^ c ^ d, a ^ xtime(b) ^ xtime(c) ^ c ^ d,
            a ^ b ^ xtime(c) ^ xtime(d) ^ d, xtime(a) ^ a ^ b ^ c ^ xtime(d)]


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def aes(keys, block):
    state = xor(block, keys[0])
    for number, key in enumerate(keys[1:], 1):
        state = [SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]  # bytes, then rows shifted
        if number < 14:
            state = [b for c in range(0, 16, 4) for b in mix(state[c : c + 4])]
        state = xor(state, key)
    return bytes(state)


# --- GCM without associated data: NIST SP 800-38D ---------------------------------------------------
def gcm_times(x, y):
    out = 0
    for i in range(127, -1, -1):
        out ^= y if x >> i & 1 else 0
        y = y >> 1 ^ (0xE1 << 120 if y & 1 else 0)
    return out


def gcm(key, nonce, plain):
    keys = round_keys(key)
    h = int.from_bytes(aes(keys, bytes(16)), "big")
    out = b""
    for at in range(0, len(plain), 16):
        out += xor(plain[at : at + 16], aes(keys, nonce + (at // 16 + 2).to_bytes(4, "big")))
    tag = 0
    for at in range(0, len(out), 16):
        tag = gcm_times(tag ^ int.from_bytes(out[at : at + 16].ljust(16, b"\0"), "big"), h)
    tag = gcm_times(tag ^ 8 * len(out), h)
    return out + xor(tag.to_bytes(16, "big"), aes(keys, nonce + b"\0\0\0\1"))


# --- the standards' own examples --------------------------------------------------------------------
def h(text):
    return bytes.fromhex(text)


RFC_7748 = [
    ("RFC 7748 section 5.2, first",
     "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
     "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
     "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"),
    ("RFC 7748 section 5.2, second: the top bit of u is ignored",
     "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
     "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
     "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"),
]
for name, k, u, want in RFC_7748:
    assert x25519(h(k), h(u)).hex() == want, name
once = x25519(BASE_U, BASE_U)
assert once.hex() == "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"  # RFC 7748, one iteration
assert encode(base()) == h("58" + "66" * 31)
assert public(h("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")) == h(
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")  # RFC 8032 section 7.1
assert sign(h("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"), b"\xaf\x82") == h(
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")
assert hkdf(bytes(range(13)), b"\x0b" * 22, bytes(range(0xF0, 0xFA)), 42) == h(
    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")  # RFC 5869 A.1
assert aes(round_keys(bytes(range(32))), h("00112233445566778899aabbccddeeff")) == h(
    "8ea2b7ca516745bfeafc49904b496089")  # FIPS 197 C.3
assert gcm(bytes(32), bytes(12), b"") == h("530f8afbc74536b9a963b4f1c4cb738b")  # the GCM submission, test 13
assert gcm(bytes(32), bytes(12), bytes(16)) == h(
    "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")  # test 14


# --- docs/protocol/pipe.md --------------------------------------------------------------------------
VERSION = b"\1"


def label(name):
    return b"kith/" + name.encode() + b"/1\0"


def sealed(key, counter, plain):
    return gcm(key, bytes(4) + counter.to_bytes(8, "big"), plain)


class Side:
    """What one side brings: the seed of its peer, and the private key it makes for this pipe alone."""

    def __init__(self, seed, ephemeral):
        self.seed, self.ephemeral = seed, ephemeral
        self.peer, self.public = public(seed), x25519(ephemeral, BASE_U)


class Handshake:
    """All that both sides compute; the parts may be replaced to see what is refused."""

    def __init__(self, a, b, a_public=None, b_public=None, versions=(VERSION, VERSION)):
        self.a, self.b = a, b
        self.hello_a = versions[0] + (a_public or a.public)
        self.hello_b = versions[1] + (b_public or b.public)
        self.shared = x25519(a.ephemeral, self.hello_b[1:])
        if a_public is None and b_public is None:
            assert self.shared == x25519(b.ephemeral, self.hello_a[1:])
        self.transcript = hashlib.sha256(label("pipe") + self.hello_a + self.hello_b).digest()
        self.key_a = hkdf(self.transcript, self.shared, label("pipe-a-to-b"), 32)
        self.key_b = hkdf(self.transcript, self.shared, label("pipe-b-to-a"), 32)

    def message_a(self, seed=None, peer=None, role="pipe-a", counter=0, tail=b""):
        proof = self.proof(self.a, seed, peer, role)
        return sealed(self.key_a, counter, proof + tail)

    def message_b(self, seed=None, peer=None, role="pipe-b", counter=0, tail=b""):
        proof = self.proof(self.b, seed, peer, role)
        return self.hello_b + sealed(self.key_b, counter, proof + tail)

    def proof(self, side, seed, peer, role):
        peer = peer or side.peer
        return peer + sign(seed or side.seed, self.signed(role, peer))

    def signed(self, role, peer):
        return label(role) + self.transcript + peer


out = []


def vector(kind, name, **fields):
    out.append({"kind": kind, "name": name} | {k: v.hex() if isinstance(v, bytes) else str(v) for k, v in fields.items()})


for name, k, u, want in RFC_7748:
    vector("x25519", name, scalar=h(k), u=h(u), shared=h(want))
for name, u in (("u is 5 and not reduced", P + 5), ("the same and reduced", 5)):
    u = u.to_bytes(32, "little")
    vector("x25519", name, scalar=h(RFC_7748[0][1]), u=u, shared=x25519(h(RFC_7748[0][1]), u))

ANNA = Side(h("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"), bytes(range(1, 33)))
BERT = Side(h("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"), bytes(range(65, 97)))
EVE = Side(h("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"), bytes(range(129, 161)))


def handshake(name, a, b):
    it = Handshake(a, b)
    vector("handshake", name,
           aSeed=a.seed, aPeer=a.peer, aEphemeral=a.ephemeral, bSeed=b.seed, bPeer=b.peer, bEphemeral=b.ephemeral,
           shared=it.shared, transcript=it.transcript, keyAToB=it.key_a, keyBToA=it.key_b,
           signedByA=it.signed("pipe-a", a.peer), signedByB=it.signed("pipe-b", b.peer),
           first=it.hello_a, second=it.message_b(), third=it.message_a())
    return it


ab = handshake("Anna calls Bert", ANNA, BERT)
handshake("Bert calls Anna", BERT, ANNA)
handshake("a peer calls itself", ANNA, Side(ANNA.seed, BERT.ephemeral))

# Frames of the first handshake, by number in their direction: the handshake itself was number 0.
FRAMES = [("a", 1, b"\0"), ("a", 2, b"kith"), ("b", 1, bytes(range(16))), ("b", 2, bytes(range(100)) * 3),
          ("a", 255, b"carry"), ("a", 256, b"carry"), ("b", 2**32 + 1, b"a number of more than four bytes")]
for by, number, plain in FRAMES:
    vector("frame", "of " + by + ", number %d" % number, by=by, number=number, plain=plain,
           sealed=sealed(ab.key_a if by == "a" else ab.key_b, number, plain))

# What the first side of Anna's pipe to Bert refuses, and what the second does. "takes" is who refuses; "expects" whom A called.
def refused(name, takes, code, expects=BERT.peer, **messages):
    vector("refused", name, takes=takes, code=code, expects=expects, **messages)


SMALL = [0, 1, 325606250916557431795983626356110631294008115727848805560023387167927233504,
         39382357235489614581723060781553021112529911719440698176882885853963445705823, P - 1, P, P + 1]
for u in SMALL:
    weak = u.to_bytes(32, "little")
    assert x25519(ANNA.ephemeral, weak) == bytes(32)
    refused("B cannot share a secret with u = %s" % hex(u), "b", "pipe-key-weak", first=VERSION + weak)
    refused("A cannot share a secret with u = %s" % hex(u), "a", "pipe-key-weak",
            second=Handshake(ANNA, BERT, b_public=weak).message_b())
for version in (0, 2, 0x16, ord("G")):
    refused("the first byte is %d" % version, "b", "pipe-version-unknown", first=bytes([version]) + ANNA.public)
    refused("the first byte is %d" % version, "a", "pipe-version-unknown",
            second=Handshake(ANNA, BERT, versions=(VERSION, bytes([version]))).message_b())
good = ab.message_b()
for name, first in (("nothing", b""), ("a byte short", ab.hello_a[:-1]), ("a byte long", ab.hello_a + b"\0"),
                    ("an answer", good)):
    refused(name + " for a greeting", "b", "pipe-malformed", first=first)
for name, second in (("nothing", b""), ("a greeting", ab.hello_b), ("a byte short", good[:-1]),
                     ("a byte long", good + b"\0"), ("a byte more in the seal", ab.message_b(tail=b"\0"))):
    refused(name + " for an answer", "a", "pipe-malformed", second=second)
third = ab.message_a()
for name, message in (("nothing", b""), ("a byte short", third[:-1]), ("a byte long", third + b"\0"),
                      ("a byte more in the seal", ab.message_a(tail=b"\0"))):
    refused(name + " for a proof", "b", "pipe-malformed", first=ab.hello_a, third=message)
refused("sealed as number 1", "a", "pipe-seal-broken", second=ab.message_b(counter=1))
refused("sealed with the key of the other direction", "a", "pipe-seal-broken",
        second=ab.hello_b + sealed(ab.key_a, 0, ab.proof(BERT, None, None, "pipe-b")))
refused("the answer of another pipe", "a", "pipe-seal-broken", second=Handshake(EVE, BERT).message_b())
refused("sealed as number 1", "b", "pipe-seal-broken", first=ab.hello_a, third=ab.message_a(counter=1))
refused("the proof of another pipe", "b", "pipe-seal-broken", first=ab.hello_a, third=Handshake(ANNA, EVE).message_a())
refused("B's own proof said back to it", "b", "pipe-seal-broken", first=ab.hello_a, third=good[33:])
refused("signed by somebody else", "a", "pipe-signature-wrong", second=ab.message_b(seed=EVE.seed))
refused("signed as A signs", "a", "pipe-signature-wrong", second=ab.message_b(role="pipe-a"))
refused("signed by somebody else", "b", "pipe-signature-wrong", first=ab.hello_a, third=ab.message_a(seed=EVE.seed))
refused("signed as B signs", "b", "pipe-signature-wrong", first=ab.hello_a, third=ab.message_a(role="pipe-b"))
old = Handshake(ANNA, Side(BERT.seed, EVE.ephemeral))
replayed = old.proof(ANNA, None, None, "pipe-a")
refused("A's signature of another pipe", "b", "pipe-signature-wrong", first=ab.hello_a, third=sealed(ab.key_a, 0, replayed))
SMALL_KEY = (1).to_bytes(32, "little")  # the neutral point: R = it and S = 0 are good for a check without Kith's rule
forged = SMALL_KEY + SMALL_KEY + bytes(32)
refused("a peer of small order", "b", "pipe-signature-wrong", first=ab.hello_a, third=sealed(ab.key_a, 0, forged))
refused("a peer of small order", "a", "pipe-signature-wrong", expects=SMALL_KEY, second=ab.hello_b + sealed(ab.key_b, 0, forged))
refused("another peer than the one called", "a", "wrong-peer", expects=EVE.peer, second=good)

with open("pipe.json", "w") as file:
    file.write(json.dumps(out, indent=2, ensure_ascii=False) + "\n")
