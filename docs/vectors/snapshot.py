#!/usr/bin/env python3
"""Writes snapshot.json: manifests and vouches of docs/protocol/snapshot.md, and bare runs of docs/protocol/log.md.

An encoder from the grammar that shares nothing with ours. Needs nothing but the standard library.
"""
import hashlib
import json

ANN = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
BEN = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SPACE = bytes(range(32, 64))
SIGNATURE = bytes(range(128, 192))


def sha(b):
    return hashlib.sha256(b).digest()


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n % 128 + 128])
        n //= 128
    return out + bytes([n])


def option(b):
    return b"\1" + b if b else b"\0"


def chainId(author, incarnation, branch):
    return author + varint(incarnation) + option(branch)


def manifest(before, chains, pieces):
    out = b"kith/snapshot/1" + SPACE + option(before) + varint(len(chains))
    for author, incarnation, branch, last, tip in chains:
        out += chainId(author, incarnation, branch) + varint(last) + tip
    out += varint(len(pieces))
    for piece in pieces:
        out += varint(len(piece)) + sha(piece)
    return out


def said(before, digest, tips):
    out = option(before) + digest + varint(len(tips))
    return out + b"".join(chainId(a, i, b) + varint(seq) for a, i, b, seq in tips)


CHAINS = [(BEN, 7, b"", 3, sha(b"tip of ben")), (ANN, 1, b"", 300, sha(b"tip of ann")),
          (ANN, 1, sha(b"branch"), 301, sha(b"tip of the branch"))]
PIECES = [b"\1", b"\1" + bytes(70_000)]
FIRST = manifest(b"", CHAINS[:1], PIECES[:1])
SECOND = manifest(sha(FIRST), CHAINS, PIECES)
TIPS = [(BEN, 7, b"", 3), (ANN, 1, sha(b"branch"), 301)]


def hexed(chains):
    return [dict(author=a.hex(), incarnation=i, branch=b.hex(), last=last, tip=tip.hex()) for a, i, b, last, tip in chains]


def described(what, before, chains, pieces):
    whole = manifest(before, chains, pieces)
    return dict(what=what, before=before.hex(), chains=hexed(chains),
                pieces=[dict(bytes=len(p), hash=sha(p).hex()) for p in pieces], bytes=whole.hex(), digest=sha(whole).hex())


def vouch(what, before, digest, tips):
    body = said(before, digest, tips)
    return dict(what=what, before=before.hex(), digest=digest.hex(),
                tips=[dict(author=a.hex(), incarnation=i, branch=b.hex(), seq=s) for a, i, b, s in tips],
                signature=SIGNATURE.hex(), bytes=(body + SIGNATURE).hex(),
                message=(b"kith/vouch/1" + SPACE + sha(body)).hex(), notice=(b"kith/vouch/1" + body + SIGNATURE).hex())


REFUSED = [
    ("another label", b"kith/snapshot/2" + FIRST[15:]),
    ("chains out of order", manifest(b"", [CHAINS[1], CHAINS[0]], [])),
    ("a chain twice", manifest(b"", [CHAINS[0], CHAINS[0]], [])),
    ("a chain of which it has nothing", manifest(b"", [(BEN, 7, b"", 0, sha(b""))], [])),
    ("something behind the end", FIRST + b"\0"),
    ("half of it", FIRST[:60]),
    ("4097 chains", b"kith/snapshot/1" + SPACE + b"\0" + varint(4097)),
    ("8193 pieces", manifest(b"", [], [])[:-1] + varint(8193)),
    ("a piece over 1 MiB", manifest(b"", [], [])[:-1] + varint(1) + varint((1 << 20) + 1) + bytes(32)),
]


def u64(n):
    return n.to_bytes(8, "little")


CONTENTS = [b"one", b"", b"x" * 200]
COLUMNS = varint(5) + varint(3) + u64(1_800_000_000_000) + varint(1) + varint(70_000) + varint(3) + varint(0)
SIZES = b"".join(varint(len(c)) for c in CONTENTS)

with open("snapshot.json", "w") as file:
    json.dump(dict(
        space=SPACE.hex(),
        manifests=[described("the first snapshot", b"", CHAINS[:1], PIECES[:1]),
                   described("one on top of it, with a branch", sha(FIRST), CHAINS, PIECES)],
        vouches=[vouch("for the first", b"", sha(FIRST), TIPS[:1]), vouch("for the second", sha(FIRST), sha(SECOND), TIPS)],
        refused=[dict(why=why, bytes=b.hex()) for why, b in REFUSED],
        bare=dict(full=(COLUMNS + SIZES + b"".join(CONTENTS)).hex(), bare=(COLUMNS + SIZES + b"".join(map(sha, CONTENTS))).hex()),
    ), file, indent=1)
    file.write("\n")
