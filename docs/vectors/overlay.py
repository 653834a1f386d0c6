#!/usr/bin/env python3
"""Writes overlay.json: vectors of docs/protocol/overlay.md, by an encoder that shares nothing with ours.

Each message is written down once more from the grammar in the document, as plainly as it can be. Needs nothing but the
standard library.
"""
import json

ANN = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
BEN = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
BOARD = bytes(range(32))

SIGNAL, RELAYED = 0, 1
OUTCOMES = ["DELIVERED", "UNREACHABLE", "BUSY", "UNWANTED", "UNANSWERED"]


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n % 128 + 128])
        n //= 128
    return out + bytes([n])


def linked(board, dialable, peers):
    out = b"\x83" + board + bytes([dialable]) + varint(len(peers))
    return out + b"".join(bytes.fromhex(peer) + bytes([can]) for peer, can in peers)


def forward(number, board, sender, receiver, kind, body):
    return b"\x84" + varint(int(number)) + board + sender + receiver + bytes([kind]) + body


def answered(number, outcome):
    return b"\x85" + varint(int(number)) + bytes([OUTCOMES.index(outcome)])


def peers(count):
    """So many ids in ascending order."""
    return [[i.to_bytes(32, "big").hex(), i % 2 == 1] for i in range(1, count + 1)]


def long(data):
    """Zeros at the end are told by their number where there are many."""
    body = data.rstrip(b"\0")
    if len(data) - len(body) < 500:
        return dict(bytes=data.hex())
    return dict(bytes=body.hex(), zeros=len(data) - len(body))


MESSAGES = []


def add(of, what, **fields):
    plain = {k: v.hex() if isinstance(v, bytes) else v for k, v in fields.items()}
    told = long(of(**fields))
    if "zeros" in told:
        plain["body"] = fields["body"].rstrip(b"\0").hex()
    MESSAGES.append(dict(what=what, message=of.__name__, **plain, **told))


add(linked, "nobody, by one that cannot be dialled", board=BOARD, dialable=False, peers=[])
add(linked, "nobody, by one that can be dialled", board=BOARD, dialable=True, peers=[])
add(linked, "two, of whom the second can be dialled", board=BOARD, dialable=False,
    peers=[[BEN.hex(), False], [ANN.hex(), True]])
add(linked, "64, every other one of whom can be dialled", board=BOARD, dialable=True, peers=peers(64))
add(forward, "a signal", number="1", board=BOARD, sender=ANN, receiver=BEN, kind=SIGNAL, body=b'{"v":1}')
add(forward, "a signal of nothing, with a large number", number=str(2**63 - 1), board=BOARD, sender=BEN, receiver=ANN,
    kind=SIGNAL, body=b"")
add(forward, "a signal of 16 KiB", number="300", board=BOARD, sender=ANN, receiver=BEN, kind=SIGNAL,
    body=b"\1" + bytes(16_383))
add(forward, "a relayed message that is longer than a signal may be", number="2", board=BOARD, sender=ANN, receiver=BEN,
    body=b"\1" + bytes(16_384), kind=RELAYED)
for each in OUTCOMES:
    add(answered, each.lower(), number="128", outcome=each)
add(answered, "the largest number", number=str(2**63 - 1), outcome="DELIVERED")

REFUSED = [
    ("a flag of 2", linked(BOARD, False, [])[:-2] + b"\2\0"),
    ("half a board", b"\x83" + BOARD[:16]),
    ("65 neighbours", linked(BOARD, False, peers(65))),
    ("more neighbours than bytes", linked(BOARD, False, [])[:-1] + b"\2" + ANN + b"\0"),
    ("neighbours in descending order", linked(BOARD, False, [[ANN.hex(), 0], [BEN.hex(), 0]])),
    ("a neighbour told twice", linked(BOARD, False, [[BEN.hex(), 0], [BEN.hex(), 1]])),
    ("a neighbour with a flag of 2", linked(BOARD, False, [[BEN.hex(), 2]])),
    ("a byte behind the neighbours", linked(BOARD, False, []) + b"\0"),
    ("a number of 64 bits", forward(2**63, BOARD, ANN, BEN, SIGNAL, b"")),
    ("half a sender", forward(1, BOARD, ANN[:16], b"", SIGNAL, b"")),
    ("something of no kind", forward(1, BOARD, ANN, BEN, 2, b"")),
    ("a signal over 16 KiB", forward(1, BOARD, ANN, BEN, SIGNAL, bytes(16_385))),
    ("a relayed message that no frame holds", forward(1, BOARD, ANN, BEN, RELAYED, bytes(1_310_720 - 255))),
    ("no outcome", answered(1, "DELIVERED")[:-1]),
    ("an outcome that there is not", answered(1, "DELIVERED")[:-1] + b"\5"),
    ("an answer to a number of 64 bits", answered(2**63, "DELIVERED")),
    ("a byte behind the outcome", answered(1, "DELIVERED") + b"\0"),
]


out = dict(about="Vectors of docs/protocol/overlay.md, written by overlay.py. Bytes are hexadecimal; zeros says how many"
           " zero bytes follow, in a body too. Numbers that may have 64 bits are texts.",
           messages=MESSAGES,
           refused=[dict(why=why, **long(data)) for why, data in REFUSED])
with open("overlay.json", "w") as file:
    json.dump(out, file, indent=1)
    file.write("\n")
