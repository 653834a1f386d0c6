#!/usr/bin/env python3
"""Writes network.json: vectors of docs/protocol/network.md, by an encoder that shares nothing with ours.

Each message is written down once more from the grammar in the document, as plainly as it can be. Needs nothing but the
standard library.
"""
import json

ANN = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
BEN = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
BOARD = bytes(range(32))
SPACE = bytes(range(32, 64))
SIG = bytes(range(100, 164))


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n % 128 + 128])
        n //= 128
    return out + bytes([n])


def signed(n):
    return varint(2 * n if n >= 0 else -2 * n - 1)


def string(text):
    data = text.encode()
    return varint(len(data)) + data


def coordinate(x, y, z, w, height, error):
    return signed(x) + signed(y) + signed(z) + signed(w) + varint(height) + varint(error)


def here(at, use, links=1):
    return b"\xa0" + coordinate(*at) + bytes([use]) + varint(links)


def passed(sender, receiver, number, body, board=BOARD):
    return b"\xa1" + board + sender + receiver + varint(number) + SIG + body


def asked(number, author, incarnation, branch, seq):
    chain = author + varint(incarnation) + (b"\1" + branch if branch else b"\0")
    return b"\xa2" + varint(number) + BOARD + SPACE + chain + varint(seq)


def step(hops, late, sender, to, again):
    out = b"\2" + bytes([hops]) + signed(late) + (b"\1" + sender if sender else b"\0") + varint(len(to))
    out += b"".join(who + varint(after) + varint(trip) for who, after, trip in to)
    return out + varint(len(again)) + b"".join(again)


def told(number, what):
    return b"\xa3" + varint(number) + BOARD + what


def call(number, address):
    return b"\xa4" + varint(number) + BOARD + string(address)


def called(number, what):
    return b"\xa5" + varint(number) + BOARD + what


def failed(code, because):
    return b"\1" + string(code) + string(because)


AT = (-1500, 20_000, 0, 10_000_000, 4_300, 120)
CLAIM = b"\x93" + BOARD + (5).to_bytes(8, "little") + varint(2**40) + varint(128) + varint(3)
STILL = b"\xa9" + BOARD + b"\0\0"
STEP = step(3, -250, ANN, [(BEN, 900, 12_000), (ANN, 0, 0)], [BEN])

MESSAGES = [
    ("here", "over a link that stays", here(AT, 0)),
    ("here", "over a visit", here((0, 0, 0, 0, 0, 1_500), 1)),
    ("here", "of somebody with many links", here(AT, 0, 1_000)),
    ("here", "over a link of a directory", here(AT, 2)),
    ("passed", "a claim", passed(ANN, BEN, 1_800_000_000_000, CLAIM)),
    ("passed", "about tasks", passed(BEN, ANN, 1, STILL)),
    ("passed", "the way of a change", passed(ANN, BEN, 300, told(7, STEP))),
    ("asked", "a first change", asked(1, ANN, 1, b"", 1)),
    ("asked", "of a branch", asked(2**31 - 2, BEN, 300, bytes(32), 2**31 - 2)),
    ("told", "it is not there", told(7, b"\0")),
    ("told", "it is forgotten", told(300, b"\1")),
    ("told", "from whom and to whom", told(7, STEP)),
    ("told", "written there", told(7, step(0, 0, None, [], []))),
    ("call", "at an address", call(1, "192.0.2.2:5484")),
    ("called", "reached", called(1, b"\0" + varint(12_000))),
    ("called", "not reached", called(300, failed("wrong-peer", "another one is there"))),
    ("called", "without words", called(1, failed("unreachable", ""))),
]

SIGNED = [
    ("passed", "a claim", string("kith/passed/1") + BOARD + BEN + varint(1_800_000_000_000) + CLAIM),
]

MANY = [(ANN, 1, 1)] * 65

REFUSED = [
    ("a use of 3", here(AT, 3)),
    ("a place beyond ten seconds", here((10_000_001, 0, 0, 0, 0, 0), 0)),
    ("a byte behind a place", here(AT, 0) + b"\0"),
    ("a place without a number of links", here(AT, 0)[:-1]),
    ("more than a million links", here(AT, 0, 2**20 + 1)),
    ("a number of 64 bits", passed(ANN, BEN, 2**63, CLAIM)),
    ("more than 16 KiB passed on", passed(ANN, BEN, 1, CLAIM + bytes(16_384))),
    ("a question of 32 bits", asked(2**31 - 1, ANN, 1, b"", 1)),
    ("half a question", asked(1, ANN, 1, b"", 1)[:-1]),
    ("a step that there is not", told(7, b"\3")),
    ("65 to whom it went", told(7, step(0, 0, None, MANY, []))),
    ("65 who brought it again", told(7, step(0, 0, None, [], [ANN] * 65))),
    ("more than half an hour", told(7, step(0, 0, None, [(BEN, 2**31 - 1, 1)], []))),
    ("an address of 260 bytes", call(1, "x" * 260)),
    ("an outcome that there is not", called(1, b"\2")),
    ("a code of capitals", called(1, failed("Wrong", ""))),
    ("a code of 65 signs", called(1, failed("x" * 65, ""))),
    ("words that move a terminal", called(1, failed("wrong-peer", "\x1b[2J"))),
    ("257 bytes of words", called(1, failed("wrong-peer", "x" * 257))),
]

out = dict(about="Vectors of docs/protocol/network.md, written by network.py. Bytes are hexadecimal.",
           messages=[dict(message=kind, what=what, bytes=data.hex()) for kind, what, data in MESSAGES],
           signed=[dict(message=kind, what=what, bytes=data.hex()) for kind, what, data in SIGNED],
           refused=[dict(why=why, bytes=data.hex()) for why, data in REFUSED if len(data) < 5_000],
           long=[dict(why=why, size=len(data), start=data[:300].hex()) for why, data in REFUSED if len(data) >= 5_000])
with open("network.json", "w") as file:
    json.dump(out, file, indent=1)
    file.write("\n")
