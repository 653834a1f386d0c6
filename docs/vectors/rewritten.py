#!/usr/bin/env python3
"""The independent twin of rewritten segments and of runs in columns.

Written from docs/protocol/store.md, records.md and log.md with nothing but the standard library. Run it
in this folder: it makes what it says again and tells where that differs from rewritten.json. With
`--write` it writes the file.
"""
import json
import sys
import zlib

STORE = bytes(range(16))
NAME = "00000002-0003.log"


def crc32c(data, register=0xFFFFFFFF):
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = (register >> 1) ^ (0x82F63B78 if register & 1 else 0)
    return register


def u32(n):
    return n.to_bytes(4, "little")


def u64(n):
    return n.to_bytes(8, "little")


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def signed(n):
    return varint(2 * n if n >= 0 else -2 * n - 1)


# ------------------------------------------------------------------------------ the file

def block(number, previous_end):
    head = b"kith.log" + u32(2) + u32(number) + STORE + u32(previous_end)
    head += bytes(508 - len(head))
    return head + u32(crc32c(head) ^ 0xFFFFFFFF)


def frame(number, generation, offset, kind, payload):
    place = number << 32 | offset
    covered = STORE + u32(generation) + u64(place) + u32(len(payload)) + bytes([kind]) + payload
    return u32(len(payload)) + u32(crc32c(covered) ^ 0xFFFFFFFF) + bytes([kind]) + payload


def records(entries):
    return b"".join(bytes([kind]) + varint(len(body)) + body for kind, body in entries)


def block_payload(label, entries):
    raw = records(entries)
    deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = deflater.compress(raw) + deflater.flush()
    pays = len(packed) < len(raw)
    return u32(label) + varint(len(raw)) + bytes([pays]) + (packed if pays else raw)


def segment(number, generation, previous_end, blocks):
    out = 2 * block(number, previous_end)
    index = b""
    before = 0
    for label, entries in blocks:
        one = frame(number, generation, len(out), 252, block_payload(label, entries))
        index += varint(label - before) + varint(len(one))
        before = label
        out += one
    index_at = len(out)
    out += frame(number, generation, index_at, 251, index)
    return out + frame(number, generation, len(out), 253, u32(len(blocks)) + u32(index_at))


BLOCKS = [
    (1024, [(1, b"hello"), (6, b"")]),
    (70000, [(3, b"again and again and again and again and again"), (200, bytes(40))]),
    (135000, [(2, bytes(range(30)))]),
]

# ------------------------------------------------------------------------------ runs

def run(changes, chain, prev, first, sig=None):
    return {"chain": chain, "prev": prev, "first": first, "changes": changes, "sig": sig}


def change(time, content, deps=(), seen=None):
    return {"time": time, "content": content, "deps": deps, "seen": seen}


def place_hash(place):
    return bytes([place[0]]) * 16 + bytes([place[1] % 251]) * 16


def places(one):
    return list(one["deps"]) + (list(one["seen"][1]) if one["seen"] else [])


def shapes(changes):
    out = []
    for one in changes:
        shape = 2 * len(one["deps"]) + (1 if one["seen"] else 0)
        if out and out[-1][1] == shape:
            out[-1][0] += 1
        else:
            out.append([1, shape])
    return b"".join(varint(repeat) + varint(shape) for repeat, shape in out)


def hashes_and_head(r):
    out = b"".join(place_hash(p) for one in r["changes"] for p in places(one))
    return out


def stored(r):
    cs = r["changes"]
    out = varint(r["chain"]) + r["prev"] + varint(r["first"]) + varint(len(cs))
    out += u64(cs[0]["time"])
    for a, b in zip(cs, cs[1:]):
        out += varint(b["time"] - a["time"])
    out += shapes(cs)
    for one in cs:
        for p in one["deps"]:
            out += varint(p[0]) + varint(p[1])
        if one["seen"]:
            out += varint(one["seen"][0]) + varint(len(one["seen"][1]))
            for p in one["seen"][1]:
                out += varint(p[0]) + varint(p[1])
    out += b"".join(varint(len(one["content"])) for one in cs)
    out += b"".join(one["content"] for one in cs)
    out += hashes_and_head(r)
    return out + (b"\1" + r["sig"] if r["sig"] else b"\0")


def columned(r, turned):
    cs = r["changes"]
    flags = (1 if r["sig"] else 0) + (4 if turned else 0)
    out = varint(r["chain"]) + r["prev"] + bytes([flags]) + varint(r["first"]) + varint(len(cs))
    out += u64(cs[0]["time"])
    pairs = list(zip(cs, cs[1:]))
    for a, b in pairs:
        out += varint((b["time"] >> 16) - (a["time"] >> 16))
    for a, b in pairs:
        same = b["time"] >> 16 == a["time"] >> 16
        out += varint((b["time"] & 0xFFFF) - ((a["time"] & 0xFFFF) + 1 if same else 0))
    out += shapes(cs)
    lasts = {}

    def place(p):
        step = p[1] - lasts.get(p[0], 0)
        lasts[p[0]] = p[1]
        return varint(p[0]) + signed(step)

    for one in cs:
        out += b"".join(place(p) for p in one["deps"])
        if one["seen"]:
            out += varint(one["seen"][0]) + varint(len(one["seen"][1]))
            out += b"".join(place(p) for p in one["seen"][1])
    contents = [one["content"] for one in cs]
    out += b"".join(varint(len(c)) for c in contents)
    if turned:
        for size in range(65):
            alike = [c for c in contents if len(c) == size]
            for i in range(size):
                out += bytes(c[i] for c in alike)
        out += b"".join(c for c in contents if len(c) > 64)
    else:
        out += b"".join(contents)
    out += hashes_and_head(r)
    return out + (r["sig"] or b"")


MS = 1_780_000_000_000 << 16
RUNS = [
    run([change(MS, b"one")], 0, bytes(32), 1),
    run(
        [
            change(MS + 7, b"abc"),
            change(MS + 8, b"abd"),
            change(MS + 12, b""),
            change(MS + (3 << 16), b"xyz"),
            change(MS + (700 << 16) + 5, b"q" * 65),
            change(MS + (700 << 16) + 6, b"r" * 64),
        ],
        3,
        bytes(range(32)),
        1000,
        bytes(range(64)),
    ),
    run(
        [
            change(MS, b"a", deps=((1, 40), (2, 7))),
            change(MS + 1, b"b", deps=((1, 43),), seen=(4, ((2, 5),))),
            change(MS + 2, b"c", seen=(0, ())),
        ],
        5,
        bytes(32),
        6,
        bytes(64),
    ),
]


def made():
    return {
        "about": "A rewritten segment, and runs as they are appended, in columns, and turned.",
        "storeId": STORE.hex(),
        "name": NAME,
        "file": segment(2, 3, 4711, BLOCKS).hex(),
        "blocks": [
            {
                "label": label,
                "records": [{"type": kind, "payload": body.hex()} for kind, body in entries],
            }
            for label, entries in BLOCKS
        ],
        "runs": [
            {
                "stored": stored(r).hex(),
                "columns": columned(r, False).hex(),
                "turned": columned(r, True).hex(),
            }
            for r in RUNS
        ],
    }


def main():
    if "--write" in sys.argv:
        with open("rewritten.json", "w") as out:
            json.dump(made(), out, indent=2)
            out.write("\n")
        return
    with open("rewritten.json") as file:
        there = json.load(file)
    now = made()
    wrong = [key for key in now if now[key] != there.get(key)]
    print("differs in " + ", ".join(wrong) if wrong else "all as written")


main()
