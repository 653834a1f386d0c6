#!/usr/bin/env python3
"""Writes broadcast.json: vectors of docs/protocol/broadcast.md, by an encoder that shares nothing with ours.

Needs nothing but the standard library.
"""
import json

BOARD = bytes(range(32))


def wish(fed, told):
    return b"\x8c" + BOARD + bytes([fed, told])


MESSAGES = [
    dict(what=f"fed: {fed}, told: {told}", message="wish", fed=fed, told=told, bytes=wish(fed, told).hex())
    for fed in (False, True) for told in (False, True)
]
MESSAGES.append(dict(what="no more", message="declined", bytes=(b"\x8d" + BOARD).hex()))

REFUSED = [
    ("half a board", wish(True, True)[:20]),
    ("a flag of 2", b"\x8c" + BOARD + b"\2\0"),
    ("one flag", wish(True, True)[:-1]),
    ("a byte left over", wish(False, False) + b"\0"),
    ("a byte behind a refusal", b"\x8d" + BOARD + b"\0"),
]

with open("broadcast.json", "w") as out:
    json.dump(dict(
        about="Vectors of docs/protocol/broadcast.md, written by broadcast.py. Bytes are hexadecimal.",
        board=BOARD.hex(),
        messages=MESSAGES,
        refused=[dict(why=why, bytes=data.hex()) for why, data in REFUSED]), out, indent=1)
    out.write("\n")
