#!/usr/bin/env python3
"""Writes work.json: vectors of docs/protocol/work.md, by an encoder that shares nothing with ours.

Each message is written down once more from the grammar in the document, as plainly as it can be. Needs nothing but the
standard library.
"""
import hashlib
import json

BOARD = bytes(range(32))
ONE = hashlib.sha256(b"one").digest()
TWO = hashlib.sha256(b"two").digest()


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n % 128 + 128])
        n //= 128
    return out + bytes([n])


def sized(data):
    return varint(len(data)) + data


def string(text):
    return sized(text.encode())


def whole(n):
    """A whole number as a value: values.md."""
    return b"\3" + varint(2 * n if n >= 0 else -2 * n - 1)


def text(words):
    """A text as a value."""
    return b"\5" + string(words)


NULL = b"\0"


def asked(step, epoch, id, name, body):
    return b"\xa6" + BOARD + bytes([step]) + varint(epoch) + id + string(name) + sized(body)


def answered(step, epoch, id, outcome, body):
    return b"\xa7" + BOARD + bytes([step]) + varint(epoch) + id + bytes([outcome]) + sized(body)


def serving(names, room, ids):
    out = b"\xa8" + BOARD + varint(len(names)) + b"".join(string(name) for name in names)
    return out + varint(room) + varint(len(ids)) + b"".join(ids)


def waiting(kind, ids):
    return b"\xa9" + BOARD + bytes([kind]) + varint(len(ids)) + b"".join(ids)


MESSAGES = [
    ("asked", "to the leader", asked(0, 9, ONE, "twice", whole(-21))),
    ("asked", "to a worker", asked(1, 2**40, TWO, "Größe", text("holiday/sea.png"))),
    ("answered", "done", answered(2, 2**40, TWO, 0, whole(300))),
    ("answered", "it failed", answered(3, 9, ONE, 1, text("no such picture"))),
    ("answered", "nobody does that", answered(3, 9, ONE, 2, NULL)),
    ("answered", "it was lost", answered(2, 9, ONE, 5, NULL)),
    ("serving", "two names and one task", serving(["fetch", "twice"], 3, [ONE])),
    ("serving", "nothing any more", serving([], 0, [])),
    ("waiting", "for two", waiting(0, [TWO, ONE])),
    ("waiting", "of one nothing is known", waiting(1, [TWO])),
]


def ids(count):
    return [i.to_bytes(32, "big") for i in range(count)]


REFUSED = [
    ("a task at the step of an answer", asked(2, 9, ONE, "twice", whole(1))),
    ("an answer at the step of a task", answered(1, 9, ONE, 0, whole(1))),
    ("an answer at a step that there is not", answered(4, 9, ONE, 0, whole(1))),
    ("an outcome that there is not", answered(2, 9, ONE, 6, NULL)),
    ("an epoch of 64 bits", asked(0, 2**63, ONE, "twice", whole(1))),
    ("a task that is no value", asked(0, 9, ONE, "twice", b"\x63")),
    ("a task with something behind the value", asked(0, 9, ONE, "twice", whole(1) + b"\0")),
    ("a task of nothing", asked(0, 9, ONE, "twice", b"")),
    ("a result that is no value", answered(2, 9, ONE, 0, b"\3")),
    ("a name of 33 bytes", asked(0, 9, ONE, "x" * 33, whole(1))),
    ("a task of more than 15 KiB", asked(0, 9, ONE, "twice", text("x" * (15 * 1_024 - 2)))),
    ("a result of more than 15 KiB", answered(2, 9, ONE, 0, text("x" * (15 * 1_024 - 2)))),
    ("17 names", serving([chr(97 + i) for i in range(17)], 1, [])),
    ("names out of order", serving(["b", "a"], 1, [])),
    ("one name twice", serving(["a", "a"], 1, [])),
    ("room for 65", serving(["a"], 65, [])),
    ("at 65 tasks", serving(["a"], 1, ids(65))),
    ("waiting for 65", waiting(0, ids(65))),
    ("waiting for tasks out of order", waiting(0, [ONE, TWO])),
    ("nothing is known of one task twice", waiting(1, [ONE, ONE])),
    ("at tasks out of order", serving(["a"], 3, [ONE, TWO])),
    ("waiting of a kind that there is not", waiting(2, [])),
    ("half a task", asked(0, 9, ONE, "twice", text("x"))[:-1]),
    ("a byte behind a list", waiting(0, [ONE]) + b"\0"),
]

out = dict(about="Vectors of docs/protocol/work.md, written by work.py. Bytes are hexadecimal.",
           messages=[dict(message=kind, what=what, bytes=data.hex()) for kind, what, data in MESSAGES],
           refused=[dict(why=why, bytes=data.hex()) for why, data in REFUSED if len(data) < 5_000],
           long=[dict(why=why, size=len(data), start=data[:80].hex()) for why, data in REFUSED if len(data) >= 5_000])
with open("work.json", "w") as file:
    json.dump(out, file, indent=1)
    file.write("\n")
