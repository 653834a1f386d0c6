#!/usr/bin/env python3
"""Writes directory.json: vectors of docs/protocol/directory.md, by an encoder that shares nothing with ours.

Each message is written down once more from the grammar in the document, as plainly as it can be. Needs nothing but the
standard library.
"""
import hashlib
import json

ANN = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
BEN = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
BOARD = bytes(range(32))
PLACE = bytes(range(100, 132))
SIG = bytes(range(64))
OTHER_SIG = bytes(range(64, 128))

KINDS = ["ADDRESSES", "REPLICA", "HOLDER", "CAPABILITY"]
WISHES = ["RECORDS", "PEERS", "KEEP"]


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n % 128 + 128])
        n //= 128
    return out + bytes([n])


def sized(data):
    return varint(len(data)) + data


def claim(r):
    return (bytes([KINDS.index(r["kind"])]) + sized(bytes.fromhex(r["subject"])) + bytes.fromhex(r["author"])
            + varint(int(r["version"])) + varint(int(r["expires"])) + sized(bytes.fromhex(r["body"])))


def record(r):
    return claim(r) + bytes.fromhex(r["signature"])


def signed_record(r):
    return b"kith/record/1\0" + BOARD + claim(r)


def near(peers):
    return varint(len(peers)) + b"".join(bytes.fromhex(peer) + sized(address.encode()) for peer, address in peers)


def seek(nonce, place, wish, wanted, hops, budget, traced, record_=None):
    out = (b"\x98" + BOARD + int(nonce).to_bytes(8, "little") + place + bytes([WISHES.index(wish), wanted, hops])
           + varint(budget) + bytes([traced]))
    return out + (record(record_) if record_ else b"")


def answer(nonce, by, records, peers, signature, hops):
    out = b"\x99" + BOARD + int(nonce).to_bytes(8, "little") + by + varint(len(records))
    out += b"".join(record(r) for r in records) + near(peers) + signature
    return out + varint(len(hops)) + b"".join(bytes.fromhex(hop) + varint(millis) for hop, millis in hops)


def signed_answer(nonce, place, records, peers):
    out = b"kith/answer/1\0" + BOARD + int(nonce).to_bytes(8, "little") + place + varint(len(records))
    return out + b"".join(bytes.fromhex(r["signature"]) for r in records) + near(peers)


def noway(nonce, hops):
    return b"\x9a" + BOARD + int(nonce).to_bytes(8, "little") + bytes([hops])


def a_record(kind, subject, version="1", expires="1800007200000", body=b"", signature=SIG, author=ANN):
    return dict(kind=kind, subject=subject.hex(), author=author.hex(), version=version, expires=expires,
                body=body.hex(), signature=signature.hex())


def key(kind, subject):
    return hashlib.sha256(b"kith/key/1\0" + BOARD + bytes([KINDS.index(kind)]) + sized(subject)).hexdigest()


def place_of(peer, admission):
    return hashlib.sha256(b"kith/place/1\0" + peer + admission + BOARD).hexdigest()


ADDRESSES = a_record("ADDRESSES", ANN, body=b"198.51.100.7:7450")
HOLDER = a_record("HOLDER", bytes(range(32)), version=str(2**63 - 1), author=BEN, signature=OTHER_SIG)
LARGEST = a_record("CAPABILITY", b"n" * 64, version=str(2**63 - 1), expires=str(2**63 - 1), body=bytes(range(196)) * 4)

MESSAGES = []


def plain(value):
    return value.hex() if isinstance(value, bytes) else value


def add(of, what, **fields):
    told = {name.rstrip("_"): plain(value) for name, value in fields.items()}
    MESSAGES.append(dict(what=what, message=of.__name__, **told, bytes=of(**fields).hex()))


add(seek, "records", nonce="1", place=PLACE, wish="RECORDS", wanted=4, hops=48, budget=3000, traced=False)
add(seek, "records that somebody on the way remembers, traced", nonce=str(2**63 + 5), place=PLACE, wish="RECORDS",
    wanted=0, hops=1, budget=1, traced=True)
add(seek, "peers, for the receiver itself", nonce="2", place=PLACE, wish="PEERS", wanted=16, hops=0, budget=10000,
    traced=False)
add(seek, "a record to keep", nonce="3", place=PLACE, wish="KEEP", wanted=8, hops=2, budget=300, traced=False,
    record_=ADDRESSES)
add(answer, "nothing", nonce="4", by=BEN, records=[], peers=[], signature=SIG, hops=[])
add(answer, "two records, traced", nonce="5", by=BEN, records=[ADDRESSES, HOLDER], peers=[], signature=SIG,
    hops=[[ANN.hex(), 0], [BEN.hex(), 10000]])
add(answer, "the largest record", nonce="6", by=BEN, records=[LARGEST], peers=[], signature=SIG, hops=[])
add(answer, "peers", nonce="7", by=ANN, records=[], peers=[[ANN.hex(), "198.51.100.7:7450"], [BEN.hex(), ""]],
    signature=SIG, hops=[])
add(noway, "no way", nonce="8", hops=48)

assert len(record(LARGEST)) + len(BOARD) <= 1000

REFUSED = [
    ("a wish that there is not", seek(1, PLACE, "PEERS", 1, 1, 1, False)[:-5] + bytes([3, 1, 1, 1, 0])),
    ("17 answers wanted", seek(1, PLACE, "PEERS", 17, 1, 1, False)),
    ("49 hops", seek(1, PLACE, "PEERS", 1, 49, 1, False)),
    ("more than ten seconds", seek(1, PLACE, "PEERS", 1, 1, 10001, False)),
    ("a flag of 2", seek(1, PLACE, "PEERS", 1, 1, 1, 2)),
    ("a record behind a question", seek(1, PLACE, "PEERS", 1, 1, 1, False, ADDRESSES)),
    ("nothing to keep", seek(1, PLACE, "KEEP", 1, 1, 1, False)),
    ("a record of no kind", seek(1, PLACE, "KEEP", 1, 1, 1, False) + b"\4" + record(HOLDER)[1:]),
    ("addresses of somebody else",
     seek(1, PLACE, "KEEP", 1, 1, 1, False, a_record("ADDRESSES", BEN))),
    ("a record about nothing", seek(1, PLACE, "KEEP", 1, 1, 1, False, a_record("HOLDER", b""))),
    ("a record about 65 bytes", seek(1, PLACE, "KEEP", 1, 1, 1, False, a_record("HOLDER", bytes(65)))),
    ("a record that says 785 bytes", seek(1, PLACE, "KEEP", 1, 1, 1, False, a_record("HOLDER", BOARD, body=bytes(785)))),
    ("a version of 64 bits", seek(1, PLACE, "KEEP", 1, 1, 1, False, a_record("HOLDER", BOARD, version=str(2**63)))),
    ("17 records", answer(1, BEN, [HOLDER] * 17, [], SIG, [])),
    ("17 peers", answer(1, BEN, [], [[ANN.hex(), ""]] * 17, SIG, [])),
    ("an address of 260 bytes", answer(1, BEN, [], [[ANN.hex(), "a" * 260]], SIG, [])),
    ("half a signature", answer(1, BEN, [], [], SIG[:32], [])),
    ("49 hops in an answer", answer(1, BEN, [], [], SIG, [[ANN.hex(), 1]] * 49)),
    ("a hop of more than ten seconds", answer(1, BEN, [], [], SIG, [[ANN.hex(), 10001]])),
    ("a byte behind an answer", answer(1, BEN, [], [], SIG, []) + b"\0"),
    ("no way, with 49 hops left", noway(1, 49)),
    ("half a nonce", noway(1, 0)[:-5]),
]

SIGNED = [
    dict(what="addresses", record=ADDRESSES, bytes=signed_record(ADDRESSES).hex()),
    dict(what="the largest record", record=LARGEST, bytes=signed_record(LARGEST).hex()),
]
ANSWERED = [
    dict(what="records and peers", nonce="9", place=PLACE.hex(), records=[ADDRESSES, HOLDER],
         peers=[[BEN.hex(), "a:1"]],
         bytes=signed_answer(9, PLACE, [ADDRESSES, HOLDER], [[BEN.hex(), "a:1"]]).hex()),
]
PLACES = [dict(kind=kind, subject=subject.hex(), place=key(kind, subject))
          for kind, subject in [("ADDRESSES", ANN), ("REPLICA", PLACE), ("HOLDER", PLACE), ("CAPABILITY", b"cache")]]
MEMBERS = [dict(peer=peer.hex(), admission=PLACE.hex(), place=place_of(peer, PLACE)) for peer in (ANN, BEN)]

out = dict(about="Vectors of docs/protocol/directory.md, written by directory.py. Bytes are hexadecimal. Numbers that may"
           " have 64 bits are texts.",
           board=BOARD.hex(), messages=MESSAGES, refused=[dict(why=why, bytes=data.hex()) for why, data in REFUSED],
           records=SIGNED, answers=ANSWERED, places=PLACES, members=MEMBERS)
with open("directory.json", "w") as file:
    json.dump(out, file, indent=1)
    file.write("\n")
