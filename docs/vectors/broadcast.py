#!/usr/bin/env python3
"""Writes broadcast.json: vectors of docs/protocol/broadcast.md, by an encoder that shares nothing with ours.

Needs nothing but the standard library.
"""
import json

BOARD = bytes(range(32))


def wish(fed, told, last=False):
    return b"\x8c" + BOARD + bytes([fed, told, last])


MESSAGES = [
    dict(what=f"fed: {fed}, told: {told}, last: {last}", message="wish", fed=fed, told=told, last=last,
         bytes=wish(fed, told, last).hex())
    for fed in (False, True) for told in (False, True) for last in (False, True)
]
MESSAGES.append(dict(what="no more", message="declined", bytes=(b"\x8d" + BOARD).hex()))



def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def update(type, *numbers):
    return bytes([type]) + b"".join(varint(n) for n in numbers)


UPDATES = [
    dict(message="promise", space=1, chain=0, seq=1, hops=1, bytes=update(0x8E, 1, 0, 1, 1).hex()),
    dict(message="promise", space=300, chain=1000, seq=2**31 - 2, hops=255,
         bytes=update(0x8E, 300, 1000, 2**31 - 2, 255).hex()),
    dict(message="fetch", space=2, chain=7, seq=128, hops=0, bytes=update(0x8F, 2, 7, 128).hex()),
    dict(message="passed", space=1, chain=3, seq=70000, hops=2, bytes=update(0x9B, 1, 3, 70000, 2).hex()),
    dict(message="lacking", space=129, chain=0, seq=0, hops=0, bytes=update(0x9C, 129).hex()),
]
UPDATES_REFUSED = [
    ("more passes than are counted", update(0x8E, 1, 0, 1, 256)),
    ("a byte left over", update(0x9C, 1) + b"\0"),
    ("no change", update(0x8F, 1, 0)),
    ("a change of 2^31", update(0x9B, 1, 0, 2**31, 1)),
]

REFUSED = [
    ("half a board", wish(True, True)[:20]),
    ("a flag of 2", b"\x8c" + BOARD + b"\2\0\0"),
    ("two flags", wish(True, True)[:-1]),
    ("a byte left over", wish(False, False) + b"\0"),
    ("a byte behind a refusal", b"\x8d" + BOARD + b"\0"),
]

with open("broadcast.json", "w") as out:
    json.dump(dict(
        about="Vectors of docs/protocol/broadcast.md, written by broadcast.py. Bytes are hexadecimal.",
        board=BOARD.hex(),
        messages=MESSAGES,
        updates=UPDATES,
        updatesRefused=[dict(why=why, bytes=data.hex()) for why, data in UPDATES_REFUSED],
        refused=[dict(why=why, bytes=data.hex()) for why, data in REFUSED]), out, indent=1)
    out.write("\n")
