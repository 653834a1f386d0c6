#!/usr/bin/env python3
"""Writes sketch.json: vectors of section 12 of docs/protocol/sync.md, by a twin that shares nothing with our code.

Keys, symbols, the cells that a symbol is in, and rows over small sets, each straight from its definition: the next cell is
searched one by one in exact integers. Needs nothing but the standard library.
"""
import hashlib
import json

MASK = 2**64 - 1
ROW_MAX = 2**17


def rotate(x, by):
    return (x << by | x >> 64 - by) & MASK


def siphash(k0, k1, data):
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]

    def turn():
        v[0] = v[0] + v[1] & MASK
        v[1] = rotate(v[1], 13) ^ v[0]
        v[0] = rotate(v[0], 32)
        v[2] = v[2] + v[3] & MASK
        v[3] = rotate(v[3], 16) ^ v[2]
        v[0] = v[0] + v[3] & MASK
        v[3] = rotate(v[3], 21) ^ v[0]
        v[2] = v[2] + v[1] & MASK
        v[1] = rotate(v[1], 17) ^ v[2]
        v[2] = rotate(v[2], 32)

    padded = data + bytes(7 - len(data) % 8) + bytes([len(data) % 256])
    for at in range(0, len(padded), 8):
        word = int.from_bytes(padded[at : at + 8], "little")
        v[3] ^= word
        turn()
        turn()
        v[0] ^= word
    v[2] ^= 0xFF
    for _ in range(4):
        turn()
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def key(one, other, about):
    first, second = sorted([one, other])
    digest = hashlib.sha256(b"kith/sketch/1" + first + second + about).digest()
    return [int.from_bytes(digest[at : at + 8], "little") for at in range(0, 32, 8)]


def symbol(of, id):
    return siphash(of[0], of[1], id)


def seed(of, symbol):
    return siphash(of[2], of[3], symbol.to_bytes(8, "little"))


def draws(seed):
    state = seed
    while True:
        state = state + 0x9E3779B97F4A7C15 & MASK
        z = state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
        z ^= z >> 31
        yield (z >> 36) + 1


def cells(seed, end):
    at = 0
    for r in draws(seed):
        if at >= end:
            return
        yield at
        least = (at + 1) * (at + 2) * 2**28
        at += 1
        while at < end and (at + 1) * (at + 2) * r < least:
            at += 1


def row(of, ids, length):
    sums, checks = [0] * length, [0] * length
    for id in ids:
        s = symbol(of, id)
        for cell in cells(seed(of, s), length):
            sums[cell] ^= s
            checks[cell] ^= seed(of, s) >> 32
    return [b.to_bytes(8, "little").hex() + c.to_bytes(4, "little").hex() for b, c in zip(sums, checks)]


def id_of(n):
    return hashlib.sha256(b"id %d" % n).digest()


def words(values):
    return [v.to_bytes(8, "little").hex() for v in values]


# The first, some in the middle and the last of the 64 vectors of the paper's authors: the key is 00 01 … 0f, the message the
# bytes 00, 01, … of that length.
K0, K1 = (int.from_bytes(bytes(range(at, at + 8)), "little") for at in (0, 8))
assert siphash(K0, K1, b"").to_bytes(8, "little").hex() == "310e0edd47db6f72"
assert siphash(K0, K1, bytes(range(15))).to_bytes(8, "little").hex() == "e545be4961ca29a1"

SALTS = [(bytes(range(16)), bytes(range(16, 32))), (b"\xff" * 16, b"\x00" * 15 + b"\x01")]
ABOUT = [bytes(range(32, 64)), b""]
KEYS = [key(*SALTS[0], ABOUT[0]), key(*SALTS[1], ABOUT[1])]
OURS = [id_of(n) for n in range(0, 40)]
THEIRS = [id_of(n) for n in range(6, 43)]

out = {
    "siphash": [
        {"key": bytes(range(16)).hex(), "message": bytes(range(n)).hex(), "hash": words([siphash(K0, K1, bytes(range(n)))])[0]}
        for n in (0, 1, 7, 8, 15, 32, 63)
    ],
    "keys": [
        {"salt": one.hex(), "other": other.hex(), "about": about.hex(), "key": words(k)}
        for (one, other), about, k in zip(SALTS, ABOUT, KEYS)
    ],
    "symbols": [
        {
            "key": words(k),
            "id": id_of(n).hex(),
            "symbol": words([symbol(k, id_of(n))])[0],
            "seed": words([seed(k, symbol(k, id_of(n)))])[0],
            "cells": list(cells(seed(k, symbol(k, id_of(n))), ROW_MAX if n == 0 else 4096)),
        }
        for k in KEYS
        for n in range(12)
    ],
    "rows": [
        {
            "key": words(KEYS[0]),
            "ours": [id.hex() for id in OURS],
            "theirs": [id.hex() for id in THEIRS],
            "row": row(KEYS[0], OURS, 24),
            "other": row(KEYS[0], THEIRS, 24),
            "differ": sorted(words(symbol(KEYS[0], id) for id in set(OURS) ^ set(THEIRS))),
        }
    ],
}

with open("sketch.json", "w") as file:
    json.dump(out, file, indent=1)
    file.write("\n")
