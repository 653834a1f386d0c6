#!/usr/bin/env python3
"""Writes probe.json: vectors of docs/protocol/probe.md, by an encoder that shares nothing with ours.

Each message is written down once more from the grammar in the document, as plainly as it can be. Needs nothing but the
standard library.
"""
import json

ANN = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
BEN = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIG = bytes(range(64))
LAST = 2**63 - 1


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n % 128 + 128])
        n //= 128
    return out + bytes([n])


def word(one):
    head = bytes([0 if "by" in one else 1]) + bytes.fromhex(one["subject"]) + varint(int(one["incarnation"]))
    return head + bytes.fromhex(one.get("by", "")) + bytes.fromhex(one["signature"])


def words(some):
    return bytes([len(some)]) + b"".join(word(one) for one in some)


def ask(number, unanswered, incarnation, said):
    return b"\x89" + varint(number) + bytes([unanswered]) + varint(int(incarnation)) + words(said)


def ack(number, incarnation, said):
    return b"\x8a" + varint(number) + varint(int(incarnation)) + words(said)


def told(said):
    return b"\x8b" + words(said)


def doubt(incarnation=5):
    return dict(subject=ANN.hex(), incarnation=str(incarnation), by=BEN.hex(), signature=SIG.hex())


def alive(incarnation=6):
    return dict(subject=ANN.hex(), incarnation=str(incarnation), signature=SIG.hex())


def text(label, subject, incarnation):
    return label.encode() + b"\0" + subject + varint(incarnation)


MESSAGES = []


def add(of, what, **fields):
    MESSAGES.append(dict(what=what, message=of.__name__, **fields, bytes=of(**fields).hex()))


add(ask, "the first question", number=1, unanswered=0, incarnation="1800000000", said=[])
add(ask, "the largest numbers", number=2**31 - 1, unanswered=255, incarnation=str(LAST), said=[])
add(ask, "with a doubt", number=300, unanswered=3, incarnation="1", said=[doubt()])
add(ack, "an answer", number=1, incarnation="1800000000", said=[])
add(ack, "an answer with a word of its own", number=128, incarnation="6", said=[alive()])
add(told, "nothing", said=[])
add(told, "that it is there", said=[alive(LAST)])
add(told, "sixteen words", said=[doubt(i) for i in range(15)] + [alive(0)])

REFUSED = [
    ("a question of 32 bits", ask(2**31, 0, 1, [])),
    ("an incarnation of 64 bits", ask(1, 0, 2**63, [])),
    ("an answer of an incarnation of 64 bits", ack(1, 2**63, [])),
    ("seventeen words", told([alive(i) for i in range(17)])),
    ("a word of no kind", told([alive()]).replace(b"\x8b\x01\x01", b"\x8b\x01\x02")),
    ("a word about an incarnation of 64 bits", told([alive(2**63)])),
    ("half a signature", told([alive()])[:-32]),
    ("a doubt by nobody", told([doubt()])[:-96]),
    ("fewer words than said", told([alive()]).replace(b"\x8b\x01", b"\x8b\x02")),
    ("a byte behind the words", told([alive()]) + b"\0"),
    ("a byte behind a question", ask(1, 0, 1, []) + b"\0"),
    ("an incarnation that is longer than it needs", b"\x8a\x01\x81\x00\x00"),
]
SIGNED = [
    dict(what="doubt", subject=ANN.hex(), incarnation="1800000000", text=text("kith/doubt/1", ANN, 1800000000).hex()),
    dict(what="alive", subject=BEN.hex(), incarnation="0", text=text("kith/alive/1", BEN, 0).hex()),
]

out = dict(about="Vectors of docs/protocol/probe.md, written by probe.py. Bytes are hexadecimal. Numbers that may have 64"
           " bits are texts. A word with a by is a doubt, any other one says that its subject is there.",
           messages=MESSAGES, signed=SIGNED,
           refused=[dict(why=why, bytes=data.hex()) for why, data in REFUSED])
with open("probe.json", "w") as file:
    json.dump(out, file, indent=1)
    file.write("\n")
