#!/usr/bin/env python3
"""Writes log.json: vectors of docs/protocol/log.md, by an encoder that shares nothing with ours.

Each rule is written down once more from the document, as plainly as it can be. The keys are the
first two of RFC 8032, section 7.1. Needs the package `cryptography` for Ed25519.
"""
import hashlib
import json
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SEEDS = ["9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"]
KEYS = [Ed25519PrivateKey.from_private_bytes(bytes.fromhex(s)) for s in SEEDS]
AUTHORS = [k.public_key().public_bytes_raw() for k in KEYS]
assert AUTHORS[0].hex().startswith("d75a980182b10ab7") and AUTHORS[1].hex().startswith("3d4017c3e843895a")
SPACE = bytes(range(32))


def sha(data):
    return hashlib.sha256(data).digest()


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n % 128 + 128])
        n //= 128
    return out + bytes([n])


def u64(n):
    return n.to_bytes(8, "little")


def genesis(author, incarnation):
    return sha(b"kith/chain/1" + SPACE + author + u64(incarnation))


def header(prev, c):
    out = b"kith/change/1" + prev + varint(c["seq"]) + u64(c["time"])
    out += varint(len(c["deps"])) + b"".join(c["deps"])
    if c["seen"] is None:
        out += b"\0"
    else:
        own, others = c["seen"]
        out += b"\1" + varint(own) + varint(len(others)) + b"".join(others)
    return out + varint(len(c["content"])) + sha(c["content"])


def head(incarnation, seq, digest):
    return b"kith/head/1" + SPACE + u64(incarnation) + varint(seq) + digest


def places(list_):
    return b"".join(varint(chain) + varint(seq) for chain, seq in list_)


def run(changes):
    """`deps` and `seen` as places here."""
    out = varint(changes[0]["seq"]) + varint(len(changes)) + u64(changes[0]["time"])
    for a, b in zip(changes, changes[1:]):
        out += varint(b["time"] - a["time"])
    shapes = [2 * len(c["deps"]) + (c["seen"] is not None) for c in changes]
    while shapes:
        n = 1
        while n < len(shapes) and shapes[n] == shapes[0]:
            n += 1
        out += varint(n) + varint(shapes[0])
        shapes = shapes[n:]
    for c in changes:
        out += places(c["deps"])
        if c["seen"] is not None:
            out += varint(c["seen"][0]) + varint(len(c["seen"][1])) + places(c["seen"][1])
    for c in changes:
        out += varint(len(c["content"]))
    return out + b"".join(c["content"] for c in changes)


T = 1_800_000_000_000 << 16  # a hybrid time of 2027
# chain 0: the first author; chain 1: the second, in its incarnation 5
ZERO = genesis(AUTHORS[0], 0)
FIVE = genesis(AUTHORS[1], 5)
made = []


def make(name, chain, prev, seq, time, deps, seen, content):
    """deps and seen: names of changes made before."""
    by = {m["name"]: m for m in made}
    order = lambda names: sorted(names, key=lambda n: by[n]["hash"])
    place = lambda n: (by[n]["chain"], by[n]["seq"])
    deps = order(deps)
    hashed = dict(seq=seq, time=time, content=content, deps=[by[n]["hash"] for n in deps], seen=None)
    placed = dict(seq=seq, time=time, content=content, deps=[place(n) for n in deps], seen=None)
    if seen is not None:
        others = order(seen[1])
        hashed["seen"] = (seen[0], [by[n]["hash"] for n in others])
        placed["seen"] = (seen[0], [place(n) for n in others])
    text = header(prev, hashed)
    m = dict(name=name, chain=chain, seq=seq, prev=prev, header=text, hash=sha(text),
             hashed=hashed, placed=placed)
    made.append(m)
    return m["hash"]


a1 = make("a1", 0, ZERO, 1, T, [], None, b"one")
a2 = make("a2", 0, a1, 2, T + 1, [], None, b"")
a3 = make("a3", 0, a2, 3, T + 300, [], None, b"three")
b1 = make("b1", 1, FIVE, 1, T + 400, ["a2"], None, b"answer")
b2 = make("b2", 1, b1, 2, T + (7 << 16), ["a3"], (1, ["a1"]), bytes(range(200)))
c1 = make("c1", 2, genesis(AUTHORS[0], 1), 1, T + (8 << 16), ["a3", "b2"], (0, ["a2", "b1"]), b"both")
a4 = make("a4", 0, a3, 4, T + (9 << 16), [], None, b"copy one")
x4 = make("x4", 0, a3, 4, T + (9 << 16) + 1, [], None, b"copy two")
x5 = make("x5", 0, x4, 5, T + (10 << 16), [], None, b"goes on")
BY = {m["name"]: m for m in made}


def sign(author, incarnation, name):
    message = head(incarnation, BY[name]["seq"], BY[name]["hash"])
    return dict(author=AUTHORS[author].hex(), incarnation=incarnation, seq=BY[name]["seq"],
                hash=BY[name]["hash"].hex(), message=message.hex(),
                signature=KEYS[author].sign(message).hex())


def stored(chain, names, signature):
    first = BY[names[0]]
    out = varint(chain) + first["prev"] + run([BY[n]["placed"] for n in names])
    for n in names:
        h = BY[n]["hashed"]
        out += b"".join(h["deps"]) + (b"".join(h["seen"][1]) if h["seen"] else b"")
    return out + (b"\0" if signature is None else b"\1" + bytes.fromhex(signature))


def listed(p):
    return [list(x) for x in p]


def json_change(m):
    p, h = m["placed"], m["hashed"]
    seen = None
    if p["seen"] is not None:
        seen = dict(own=p["seen"][0], others=listed(p["seen"][1]),
                    hashes=[x.hex() for x in h["seen"][1]])
    return dict(name=m["name"], chain=m["chain"], prev=m["prev"].hex(), seq=p["seq"], time=p["time"],
                deps=listed(p["deps"]), depHashes=[x.hex() for x in h["deps"]], seen=seen,
                content=p["content"].hex(), header=m["header"].hex(), hash=m["hash"].hex())


def image():
    """One author, one change, signed, at position 2^32 + 4096 of the log."""
    def chain_id(author, incarnation):
        return author + varint(incarnation) + b"\0"
    past = BY["a1"]["hash"] + u64(T)
    out = b"\1" + varint(1) + SPACE + varint(1)
    out += b"\2" + varint(0) + chain_id(AUTHORS[0], 0) + b"\0" + varint(0)
    out += varint(1) + varint(1) + varint(1) + varint(3) + varint(0) + b"\2" + past
    out += b"\3" + varint(0) + varint(1) + varint(1) + past
    out += b"\4" + varint(0) + varint(1) + varint(1) + varint(3 + 16) + bytes.fromhex(sign(0, 0, "a1")["signature"])
    out += b"\5" + varint(0) + varint(1) + varint(1) + u64(2**32 + 4096)
    out += b"\x08" + varint(1) + varint(0) + varint(1)
    return out + b"\x09"


def proof():
    branches = [(["a4"], "a4"), (["x4", "x5"], "x5")]
    branches.sort(key=lambda b: BY[b[0][0]]["hash"])
    out = AUTHORS[0] + varint(0)
    for names, signed in branches:
        out += varint(len(names)) + b"".join(BY[n]["header"] for n in names)
        out += bytes.fromhex(sign(0, 0, signed)["signature"])
    return out, [BY[b[0][0]]["hash"].hex() for b in branches]


def wrong():
    good = [BY[n]["placed"] for n in ("a1", "a2", "a3")]
    one = lambda **k: {**good[0], **k}
    yield "no change", varint(1) + varint(0) + u64(1)
    yield "sequence number 0", run([one(seq=0)])
    yield "a padded varint", b"\x81\x00" + run(good)[1:]
    yield "a negative time", run([one(time=2**63)])
    yield "a time that stands", varint(1) + varint(2) + u64(5) + varint(0) + varint(2) + varint(0) + b"\0\0"
    yield "two shapes that are one", varint(1) + varint(2) + u64(5) + varint(1) + b"\1\0\1\0" + b"\0\0"
    yield "a shape repeated 0 times", varint(1) + varint(1) + u64(5) + b"\0\2\1\0" + b"\0"
    yield "a shape repeated too often", varint(1) + varint(1) + u64(5) + b"\2\0" + b"\0"
    yield "1,025 deps", varint(1) + varint(1) + u64(5) + b"\1" + varint(2050) + b"\1\1" * 1025 + b"\0"
    yield "a place with sequence number 0", run([one(deps=[(1, 0)])])
    yield "had seen itself", run([one(seen=(1, []))])
    yield "content over 1 MiB", varint(1) + varint(1) + u64(5) + b"\1\0" + varint(2**20 + 1) + bytes(2**20 + 1)
    yield "a byte left over", run(good) + b"\0"
    yield "the last byte missing", run(good)[:-1]


proof_bytes, proof_hashes = proof()
signature = sign(0, 0, "a3")["signature"]
out = dict(
    about="Vectors of docs/protocol/log.md, written by log.py. Bytes are hexadecimal.",
    space=SPACE.hex(),
    genesis=[dict(author=AUTHORS[0].hex(), incarnation=0, hash=ZERO.hex()),
             dict(author=AUTHORS[1].hex(), incarnation=5, hash=FIVE.hex())],
    changes=[json_change(m) for m in made],
    heads=[sign(0, 0, "a3"), sign(1, 5, "b2"), sign(0, 1, "c1")],
    runs=[dict(changes=names, bytes=run([BY[n]["placed"] for n in names]).hex())
          for names in (["a1"], ["a1", "a2", "a3"], ["a2", "a3"], ["b1", "b2"], ["c1"])],
    refused=[dict(why=why, bytes=data.hex() if len(data) < 10_000 else None,
                  start=data[:16].hex(), zeros=len(data) - 16) for why, data in wrong()],
    stored=[dict(chain=0, changes=["a1", "a2", "a3"], signature=signature,
                 bytes=stored(0, ["a1", "a2", "a3"], signature).hex()),
            dict(chain=1, changes=["b1", "b2"], signature=None,
                 bytes=stored(1, ["b1", "b2"], None).hex())],
    places=[dict(author=AUTHORS[1].hex(), incarnation=5, branch="", seq=2,
                 text=AUTHORS[1].hex() + ".5.2"),
            dict(author=AUTHORS[0].hex(), incarnation=2**63 - 1, branch=x4.hex(), seq=2**31 - 1,
                 text=AUTHORS[0].hex() + ".7fffffffffffffff.2147483647." + x4.hex())],
    proof=dict(branches=proof_hashes, seq=4, prev=a3.hex(), bytes=proof_bytes.hex()),
    image=[image().hex(), sign(0, 0, "a1")["signature"]],
)
with open("log.json", "w") as file:
    json.dump(out, file, indent=1)
    file.write("\n")
