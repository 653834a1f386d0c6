#!/usr/bin/env python3
"""Writes cluster.json: vectors of docs/protocol/cluster.md, by an encoder that shares nothing with ours.

Each message is written down once more from the grammar in the document, as plainly as it can be. Needs nothing but the
standard library.
"""
import hashlib
import json

ANN = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
BEN = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
BOARD = bytes(range(32))
SIG = bytes(range(100, 164))


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n % 128 + 128])
        n //= 128
    return out + bytes([n])


def signed(n):
    return varint(2 * n if n >= 0 else -2 * n - 1)


def u64(n):
    return n.to_bytes(8, "little")


def string(text):
    data = text.encode()
    return varint(len(data)) + data


def sized(data):
    return varint(len(data)) + data


def place_at(at):
    x, y, z, w, height, error = at
    return signed(x) + signed(y) + signed(z) + signed(w) + varint(height) + varint(error)


def card_body(cluster, epoch, number, leader, size, middle, region):
    return u64(cluster) + varint(epoch) + varint(number) + leader + varint(size) + place_at(middle) + string(region)


def opinion_body(number, subjects):
    out = varint(number) + varint(len(subjects))
    return out + b"".join(name + bytes(marks) for name, marks in subjects)


def place(wish, at, region, cards):
    out = b"\x90" + BOARD + bytes([wish]) + place_at(at) + string(region) + varint(len(cards))
    return out + b"".join(card_body(*card) + SIG for card in cards)


def roster(cluster, epoch, since, version, gone, come):
    out = b"\x91" + BOARD + u64(cluster) + varint(epoch) + varint(since) + varint(version)
    return out + varint(len(gone)) + b"".join(gone) + varint(len(come)) + b"".join(come)


def measured(opinions):
    out = b"\x92" + BOARD + varint(len(opinions))
    return out + b"".join(who + opinion_body(number, subjects) + SIG for who, number, subjects in opinions)


def claim(cluster, epoch, number, version):
    return b"\x93" + BOARD + u64(cluster) + varint(epoch) + varint(number) + varint(version)


def answered(cluster, answer, epoch, number, version, at):
    return b"\x94" + BOARD + u64(cluster) + bytes([answer]) + varint(epoch) + varint(number) + varint(version) + place_at(at)


def registers(items):
    """HyperLogLog of 256 registers over the first eight bytes of each hash."""
    ranks = {}
    for item in items:
        bits = int.from_bytes(hashlib.sha256(item).digest()[:8], "little")
        register, rest = bits % 256, bits // 256
        rank = 1
        while rest % 2 == 0 and rank < 57:
            rest //= 2
            rank += 1
        ranks[register] = max(rank, ranks.get(register, 0))
    return ranks


def sketch(items):
    ranks = registers(items)
    return varint(len(ranks)) + b"".join(bytes([at, ranks[at]]) for at in sorted(ranks))


def aggregate(count, total, millis, newest, items):
    return varint(count) + signed(total) + signed(millis) + signed(newest) + sketch(items)


def one(value, millis):
    return aggregate(1, value, millis, value, [(value % 2**64).to_bytes(8, "little")])


def report(of, cluster, epoch, number, figures):
    out = b"\x95" + BOARD + bytes([of]) + u64(cluster) + varint(epoch) + varint(number) + varint(len(figures))
    return out + b"".join(string(name) + varint(age) + figure for name, age, figure in figures)


def total(age, count, sum, millis, newest, different):
    return varint(age) + varint(count) + signed(sum) + signed(millis) + signed(newest) + varint(different)


def summed(cluster, epoch, number, sums):
    out = b"\x9f" + BOARD + u64(cluster) + varint(epoch) + varint(number) + varint(len(sums))
    return out + b"".join(string(name) + total(*here) + total(*all) for name, here, all in sums)


def batch(way, items):
    return b"\x96" + BOARD + bytes([way]) + varint(len(items)) + b"".join(sized(item) for item in items)


AT = (-1500, 20_000, 0, 10_000_000, 4_300, 120)
CARD = (2**64 - 5, 7, 300, ANN, 64, AT, "eu")
MARKS = [(BEN[:8], [15, 9, 14, 0, 3]), (ANN[:8], [0, 0, 0, 0, 0])]
FEW = [bytes([i]) for i in range(3)]
MANY = [i.to_bytes(4, "little") for i in range(5_000)]

NONE = aggregate(1, 0, 0, 0, [])

MESSAGES = [
    ("place", "who asks for cards", place(1, AT, "", [])),
    ("place", "who wants to be a guest", place(4, AT, "", [])),
    ("place", "who tells of a cluster", place(0, AT, "eu", [CARD])),
    ("roster", "all of two", roster(5, 0, 0, 3, [], [BEN, ANN])),
    ("roster", "one went, one came", roster(2**64 - 5, 9, 3, 300, [ANN], [BEN])),
    ("measured", "of two", measured([(ANN, 1_800_000_000_000, MARKS)])),
    ("claim", "of a lease", claim(5, 2**40, 128, 3)),
    ("answered", "it is another one's turn", answered(5, 1, 9, 128, 3, AT)),
    ("report", "of a member", report(0, 5, 9, 1, [("", 0, one(300, 5)), ("jobs", 0, one(-7, 1_800_000_000_000))])),
    ("report", "of a cluster, with many different ones", report(1, 5, 9, 2, [("jobs", 5_000, aggregate(64, -12_497_500, -1, 4_999, MANY))])),
    ("report", "of nothing", report(0, 5, 9, 3, [])),
    ("summed", "of a cluster and of all", summed(5, 9, 2, [("jobs", (0, 8, -7, 9, -7, 3), (9_000, 16, 2**40, 10, 400, 12))])),
    ("batch", "to the leader", batch(0, [b"a change"])),
    ("batch", "of two and nothing", batch(3, [b"a", b"", bytes(200)])),
]

SIGNED = [
    ("card", string("kith/cluster/card/1") + BOARD + card_body(*CARD)),
    ("opinion", string("kith/cluster/opinion/1") + BOARD + ANN + opinion_body(1_800_000_000_000, MARKS)),
]


def people(count):
    return [i.to_bytes(32, "big") for i in range(count)]


REFUSED = [
    ("a wish that there is not", place(5, AT, "", [])),
    ("a coordinate beyond ten seconds", place(0, (10_000_001, 0, 0, 0, 0, 0), "", [])),
    ("an error over 1.5", place(0, (0, 0, 0, 0, 0, 1_501), "", [])),
    ("a region of 33 bytes", place(0, AT, "x" * 33, [])),
    ("nine cards", place(0, AT, "", [CARD] * 9)),
    ("a cluster of 65", place(0, AT, "", [CARD[:4] + (65,) + CARD[5:]])),
    ("65 members", roster(5, 0, 0, 3, [], people(65))),
    ("a mark of 16", measured([(ANN, 1, [(BEN[:8], [16, 0, 0, 0, 0])])])),
    ("eight subjects", measured([(ANN, 1, MARKS * 4)])),
    ("an epoch of 64 bits", claim(5, 2**63, 1, 1)),
    ("an answer that there is not", answered(5, 3, 9, 128, 3, AT)),
    ("a register twice", report(1, 5, 9, 1, [("a", 0, NONE[:-1] + b"\2\1\1\1\1")])),
    ("an empty register", report(1, 5, 9, 1, [("a", 0, NONE[:-1] + b"\1\1\0")])),
    ("a rank of 58", report(1, 5, 9, 1, [("a", 0, NONE[:-1] + b"\1\1\x3a")])),
    ("a member that counts twice", report(0, 5, 9, 1, [("a", 0, aggregate(2, 7, 5, 7, [bytes(8)]))])),
    ("a member whose sum is not its number", report(0, 5, 9, 1, [("a", 0, one(7, 5)[:1] + signed(8) + one(7, 5)[2:])])),
    ("a member with the sketch of another number", report(0, 5, 9, 1, [("a", 0, aggregate(1, 7, 5, 7, [bytes(8)]))])),
    ("a number over 10^13", report(0, 5, 9, 1, [("a", 0, one(10**13 + 1, 5))])),
    ("a cluster that counts 2,113", report(1, 5, 9, 1, [("a", 0, aggregate(2_113, 7, 5, 7, []))])),
    ("a cluster of two with more than two numbers can be", report(1, 5, 9, 1, [("a", 0, aggregate(2, 2 * 10**13 + 1, 5, 7, []))])),
    ("names out of order", report(0, 5, 9, 1, [("b", 0, one(1, 5)), ("a", 0, one(1, 5))])),
    ("one name twice", report(0, 5, 9, 1, [("a", 0, one(1, 5)), ("a", 0, one(1, 5))])),
    ("a name of 33 bytes", report(0, 5, 9, 1, [("x" * 33, 0, one(1, 5))])),
    ("17 names", report(0, 5, 9, 1, [(chr(97 + i), 0, one(1, 5)) for i in range(17)])),
    ("a report of what there is not", report(2, 5, 9, 1, [])),
    ("17 sums", summed(5, 9, 2, [("a", (0,) * 6, (0,) * 6)] * 17)),
    ("257 things in a batch", batch(0, [b""] * 257)),
    ("a thing of more than 64 KiB", batch(0, [bytes(65_537)])),
    ("a byte behind a claim", claim(5, 1, 1, 1) + b"\0"),
]

out = dict(about="Vectors of docs/protocol/cluster.md, written by cluster.py. Bytes are hexadecimal.",
           messages=[dict(message=kind, what=what, bytes=data.hex()) for kind, what, data in MESSAGES],
           signed=[dict(what=what, bytes=data.hex()) for what, data in SIGNED],
           refused=[dict(why=why, bytes=data.hex()) for why, data in REFUSED if len(data) < 5_000],
           long=[dict(why=why, size=len(data), start=data[:48].hex()) for why, data in REFUSED if len(data) >= 5_000])
with open("cluster.json", "w") as file:
    json.dump(out, file, indent=1)
    file.write("\n")
