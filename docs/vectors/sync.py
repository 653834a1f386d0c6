#!/usr/bin/env python3
"""Writes sync.json: vectors of docs/protocol/sync.md, by an encoder that shares nothing with ours.

Each message is written down once more from the grammar in the document, as plainly as it can be.
The runs are those of log.json. Needs nothing but the standard library.
"""
import json
import zlib

PEER = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
OTHER = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
BOARD = bytes(range(32))
SPACE = bytes(range(32, 64))
HASH = bytes(range(64, 96))
SIGNATURE = bytes(range(128, 192))
PIECE = bytes(range(8))

with open("log.json") as file:
    RUNS = [bytes.fromhex(run["bytes"]) for run in json.load(file)["runs"]]


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n % 128 + 128])
        n //= 128
    return out + bytes([n])


def u64(n):
    return n.to_bytes(8, "little")


def u32(n):
    return n.to_bytes(4, "little")


def blob(b):
    return varint(len(b)) + b


def text(s):
    return blob(s.encode())


def hello(versions, agent, wallMillis, credit):
    return b"\1" + varint(len(versions)) + b"".join(map(varint, versions)) + text(agent) + u64(wallMillis) + varint(credit)


def present(board, proof):
    return b"\2" + board + blob(proof)


def join(board, admission):
    return b"\3" + board + blob(admission)


def joined(board, proof):
    return b"\4" + board + blob(proof)


def refused(space, code, detail):
    return b"\5" + varint(space) + text(code) + text(detail)


def space(number, board, space):
    return b"\6" + varint(number) + board + space


def chain(space, number, author, incarnation, branch, parent, seqLast):
    out = b"\7" + varint(space) + varint(number) + author + varint(incarnation)
    return out + (b"\0" if not branch else b"\1" + branch + varint(parent) + varint(seqLast))


def have(space, kind, entries):
    out = b"\x08" + varint(space) + bytes([kind]) + varint(len(entries))
    for of, seq, again, piece in entries:
        out += varint(of) + varint(2 * seq + again) + bytes.fromhex(piece)
    return out


def changes(space, chain, signature, run):
    out = b"\x09" + varint(space) + varint(chain)
    return out + (b"\1" + signature if signature else b"\0") + run


def packed(space, chain, signature, runBytes, packed):
    out = b"\x1a" + varint(space) + varint(chain)
    return out + (b"\1" + signature if signature else b"\0") + varint(runBytes) + packed


def deflate(run):
    encoder = zlib.compressobj(9, zlib.DEFLATED, -15)
    return encoder.compress(run) + encoder.flush()


def stored(run):
    """One block that is not compressed (RFC 1951, 3.2.4): of the same meaning, by no encoder at all."""
    return b"\1" + len(run).to_bytes(2, "little") + (len(run) ^ 0xffff).to_bytes(2, "little") + run


def credit(amount):
    return b"\x0a" + varint(amount)


def trace(space, chain, marks):
    out = b"\x0b" + varint(space) + varint(chain) + varint(len(marks))
    return out + b"".join(varint(seq) + bytes.fromhex(piece) for seq, piece in marks)


def ping(nonce):
    return b"\x0c" + varint(int(nonce))


def pong(nonce):
    return b"\x0d" + varint(int(nonce))


def presence(space, author, epoch, counter, cells, signature):
    return b"\x80" + varint(space) + author + u64(epoch) + varint(counter) + blob(cells) + signature


def facts(can, device, region):
    return b"\x86" + varint(can) + blob(device.encode()) + blob(region.encode())


def ask(ask, space, path):
    return b"\x81" + varint(int(ask)) + varint(space) + blob(path)


def digests(ask, body):
    return b"\x82" + varint(int(ask)) + blob(body)


def offer(space, salt, heads):
    return b"\x0e" + varint(space) + salt + varint(heads)


def row(space, cells):
    return b"\x0f" + varint(space) + varint(len(cells)) + b"".join(u64(int(sum)) + u32(check) for sum, check in cells)


def more(space):
    return b"\x10" + varint(space)


def symbols(of):
    return varint(len(of)) + b"".join(u64(int(symbol)) for symbol in of)


def differ(space, ours, yours):
    return b"\x11" + varint(space) + symbols(ours) + symbols(yours)


def name(space, yours):
    return b"\x12" + varint(space) + symbols(yours)


def same(space, number, by, yours):
    out = b"\x13" + varint(space) + varint(number)
    return out + {"NUMBER": b"\0" + varint(int(yours)), "SYMBOL": b"\1" + u64(int(yours)), "PLACE": b"\2" + varint(int(yours))}[by]


def bare(space, chain, signature, run):
    out = b"\x18" + varint(space) + varint(chain)
    return out + (b"\1" + signature if signature else b"\0") + run


def offered(space, manifest, vouches):
    return b"\x14" + varint(space) + blob(manifest) + varint(len(vouches)) + b"".join(blob(bytes.fromhex(v)) for v in vouches)


def wanted(space, digest, index):
    return b"\x15" + varint(space) + digest + varint(index)


def piece(space, digest, index, body):
    return b"\x16" + varint(space) + digest + varint(index) + body


def held(space, digest):
    return b"\x17" + varint(space) + digest


def asked(space, digest):
    return b"\x19" + varint(space) + digest


MESSAGES = []


def add(of, what, told={}, **fields):
    plain = {k: v.hex() if isinstance(v, bytes) else v for k, v in {**fields, **told}.items()}
    MESSAGES.append(dict(what=what, message=of.__name__, **plain, bytes=of(**fields).hex()))


add(hello, "one version", versions=[1], agent="kith/0.1", wallMillis=1_800_000_000_000, credit=4 << 20)
add(hello, "several versions, no agent, a clock of 2001, the largest credit",
    versions=[300, 2, 1], agent="", wallMillis=1_000_000_000_000, credit=2**31 - 1)
add(hello, "no version at all", versions=[], agent="é", wallMillis=0, credit=0)
add(present, "a proof that is not looked at here", board=BOARD, proof=b"\1\2\3")
add(present, "a proof of two bytes of size", board=BOARD, proof=bytes(200))
add(join, "an admission that is not looked at here", board=BOARD, admission=b"\2" + bytes(10))
add(joined, "a proof", board=BOARD, proof=b"")
add(refused, "about the link", space=0, code="version-unknown", detail="we speak [1], you speak [2]")
add(refused, "about a space", space=200, code="quota-bytes", detail="")
add(space, "the first space", number=1, board=BOARD, space=SPACE)
add(space, "the last space", number=65_536, board=BOARD, space=SPACE)
add(chain, "a chain as it began", space=1, number=0, author=PEER, incarnation=0, branch=b"", parent=0, seqLast=0)
add(chain, "a branch", space=1, number=3, author=OTHER, incarnation=2**63 - 1, branch=HASH, parent=0, seqLast=300)
add(chain, "a branch at the first change", space=2, number=262_143, author=PEER, incarnation=5, branch=HASH,
    parent=262_142, seqLast=0)
add(have, "nothing", space=1, kind=2, entries=[])
add(have, "two chains, of one of them nothing", space=1, kind=2, entries=[[0, 7, False, PIECE.hex()], [1, 0, False, "00" * 8]])
add(have, "more follows", space=3, kind=1, entries=[[129, 2**31 - 2, False, "ff" * 8]])
add(have, "what became durable", space=1, kind=0, entries=[[0, 64, False, PIECE.hex()]])
add(have, "send again what follows change 8", space=1, kind=0, entries=[[2, 8, True, PIECE.hex()]])
add(changes, "a run without a head", space=1, chain=0, signature=b"", run=RUNS[0])
add(changes, "a run with its head", space=1, chain=1, signature=SIGNATURE, run=RUNS[-1])
REPEATING = (varint(1) + varint(20) + u64(1_800_000_000_000) + varint(1) * 19 + varint(20) + varint(0)
             + varint(9) * 20 + b"the same " * 20)
add(packed, "20 changes of one content, with their head", told=dict(run=REPEATING), space=1, chain=1, signature=SIGNATURE,
    runBytes=len(REPEATING), packed=deflate(REPEATING))
add(packed, "a run in a block that is not compressed", told=dict(run=RUNS[0]), space=300, chain=2**18 - 1, signature=b"",
    runBytes=len(RUNS[0]), packed=stored(RUNS[0]))
add(bare, "a run of one change without its content", space=1, chain=0, signature=SIGNATURE,
    run=varint(1) + varint(1) + u64(1_800_000_000_000) + varint(1) + varint(0) + varint(9) + HASH)
add(offered, "nobody vouches", space=1, manifest=b"", vouches=[])
add(offered, "a manifest and two vouches that are not looked at here", space=300, manifest=bytes(200), vouches=["01", "02" * 150])
add(wanted, "the first piece", space=1, digest=HASH, index=0)
add(wanted, "the last piece", space=65_536, digest=HASH, index=8191)
add(piece, "a piece", space=1, digest=HASH, index=129, body=b"\1\2\3")
add(held, "a snapshot", space=1, digest=HASH)
add(asked, "a snapshot", space=2, digest=HASH)
add(credit, "half a mebibyte", amount=1 << 19)
add(trace, "no marks", space=1, chain=0, marks=[])
add(trace, "three marks", space=1, chain=4, marks=[[1, PIECE.hex()], [130, "11" * 8], [2**31 - 2, "22" * 8]])
add(ping, "a small number", nonce="5")
add(ping, "the largest number", nonce=str(2**64 - 1))
add(pong, "a number", nonce="300")
add(presence, "null: nothing any more", space=1, author=PEER, epoch=1_800_000_000_000, counter=9, cells=b"\0",
    signature=SIGNATURE)
add(presence, "a text", space=1, author=OTHER, epoch=0, counter=2**63 - 1, cells=b"\5\2hi", signature=SIGNATURE)
add(facts, "nothing", can=0, device="", region="")
add(facts, "all that has a name, on a device", can=31, device="Linux", region="")
add(facts, "with a region", can=3, device="", region="eu-west")
add(facts, "what nobody knows yet", can=2**31 - 1, device="d" * 64, region="r" * 32)
add(ask, "the root", ask="1", space=1, path=b"\0")
add(ask, "a path", ask="300", space=2, path=b"\2\1a\1b")
add(digests, "of a cell without children", ask="1", body=b"\0" + HASH)
add(digests, "of one with a child", ask=str(2**64 - 1), body=b"\0" + HASH + b"\2/a" + HASH)
add(have, "what sketches left to be named", space=1, kind=3, entries=[[0, 7, False, PIECE.hex()]])
add(offer, "100,000 heads", space=1, salt=bytes(range(16)), heads=100_000)
add(row, "two cells, the first of them empty", space=300, cells=[["0", 0], [str(2**64 - 1), 2**32 - 1]])
add(more, "as many again", space=1)
add(differ, "nothing", space=1, ours=[], yours=[])
add(differ, "one and two symbols", space=1, ours=["1"], yours=[str(2**63), "258"])
add(name, "none", space=1, yours=[])
add(name, "one symbol", space=1, yours=["77"])
add(same, "the chain that you call 300", space=1, number=0, by="NUMBER", yours="300")
add(same, "the chain of that head of yours", space=1, number=262_143, by="SYMBOL", yours=str(2**64 - 2))
add(same, "the chain of the third of your symbols", space=1, number=9, by="PLACE", yours="2")

REFUSED = [
    ("nothing", b""),
    ("the required type 0", b"\0"),
    ("the required type 27, with a body", b"\x1b\1\2"),
    ("the required type 127", b"\x7f"),
    ("a byte left over", ping("5") + b"\0"),
    ("a byte missing", space(1, BOARD, SPACE)[:-1]),
    ("a padded number", b"\x0c\x85\0"),
    ("a number over 64 bits", b"\x0c" + b"\xff" * 9 + b"\2"),
    ("17 versions", hello([1] * 17, "", 0, 0)),
    ("a version over 31 bits", hello([2**31], "", 0, 0)),
    ("an agent of 65 bytes", hello([1], "a" * 65, 0, 0)),
    ("an agent that is not UTF-8", b"\1\1\1\1\xff" + u64(0) + b"\0"),
    ("a credit over 31 bits", hello([1], "", 0, 2**31)),
    ("a proof over 64 KiB", present(BOARD, bytes(65_537))),
    ("an admission whose size is a lie", b"\3" + BOARD + b"\x7f\1"),
    ("a code of 65 bytes", refused(0, "c" * 65, "")),
    ("a code that is no word", refused(0, "c\n", "")),
    ("a detail of 257 bytes", refused(0, "c", "d" * 257)),
    ("space 65537", space(65_537, BOARD, SPACE)),
    ("an incarnation over 63 bits", chain(1, 0, PEER, 2**63, b"", 0, 0)),
    ("a chain number over 18 bits", chain(1, 2**18, PEER, 0, b"", 0, 0)),
    ("a flag of 2", chain(1, 0, PEER, 0, b"", 0, 0)[:-1] + b"\2"),
    ("a branch after change 2^31 - 1", chain(1, 1, PEER, 0, HASH, 0, 2**31 - 1)),
    ("a kind of have that there is not", have(1, 4, [])),
    ("a kind in two bytes", b"\x08\1\x82\0\0"),
    ("4097 chains", have(1, 0, [[0, 0, False, "00" * 8]] * 4097)),
    ("more chains than bytes", b"\x08\1\0\x80\x20"),
    ("change 2^31 - 1, which no chain reaches", have(1, 0, [[0, 2**31 - 1, False, "00" * 8]])),
    ("a mark at change 2^31 - 1", trace(1, 0, [[2**31 - 1, "00" * 8]])),
    ("65 marks", trace(1, 0, [[1, "00" * 8]] * 65)),
    ("half a signature", b"\x09\1\0\1" + SIGNATURE[:32]),
    ("half a signature of a packed run", b"\x1a\1\0\1" + SIGNATURE[:32]),
    ("a packed run over 1.25 MiB", packed(1, 0, b"", 1_310_721, b"\0")),
    ("a packed run without a size", b"\x1a\1\0\0"),
    ("half a signature of a bare run", b"\x18\1\0\1" + SIGNATURE[:32]),
    ("an offer of more vouches than 64", offered(1, b"", ["00"] * 65)),
    ("an offer with half a manifest", b"\x14\1\5" + bytes(4)),
    ("half a digest", held(1, HASH[:16])),
    ("something behind a digest", asked(1, HASH) + b"\0"),
    ("piece 8192", wanted(1, HASH, 8192)),
    ("a presence of an epoch over 63 bits", presence(1, PEER, 2**63, 1, b"\0", SIGNATURE)),
    ("a presence of a counter over 63 bits", presence(1, PEER, 0, 2**63, b"\0", SIGNATURE)),
    ("a presence over 4 KiB", presence(1, PEER, 0, 1, bytes(4097), SIGNATURE)),
    ("more than 31 bits of what it can", facts(2**31, "", "")),
    ("a device of 65 bytes", facts(0, "d" * 65, "")),
    ("a region of 33 bytes", facts(0, "", "r" * 33)),
    ("a path over 8 KiB", ask("1", 1, bytes(8193))),
    ("half a salt", offer(1, bytes(8), 5)),
    ("more heads than 2^18", offer(1, bytes(16), 2**18 + 1)),
    ("a row without cells", row(1, [])),
    ("more cells than bytes", b"\x0f\1\2" + bytes(12)),
    ("65537 cells", row(1, [["0", 0]] * 65_537)),
    ("more symbols than bytes", b"\x12\1\2" + bytes(8)),
    ("65537 symbols", name(1, ["0"] * 65_537)),
    ("one list where there are two", b"\x11\1\0"),
    ("the same by what there is not", b"\x13\1\0\3\0"),
    ("the same as a chain over 18 bits", same(1, 0, "NUMBER", 2**18)),
]

SKIPPED = [("the optional type 131, of the overlay", b"\x83"), ("the optional type 135, a query", b"\x87"), ("the optional type 137", b"\x89"), ("the optional type 255, with a body", b"\xff\1\2\3")]


def presence_message():
    message = b"kith/presence/1" + SPACE + u64(1_800_000_000_000) + varint(300) + b"\5\2hi"
    return dict(space=SPACE.hex(), epoch=1_800_000_000_000, counter=300, cells="05026869", message=message.hex())


def long(data):
    """Zeros are told by their number where there are many."""
    body = data.rstrip(b"\0")
    if len(data) - len(body) < 500:
        return dict(bytes=data.hex())
    return dict(bytes=body.hex(), zeros=len(data) - len(body))


out = dict(about="Vectors of docs/protocol/sync.md, written by sync.py. Bytes are hexadecimal; zeros says how many zero"
           " bytes follow. Numbers that may have 64 bits are texts.",
           messages=MESSAGES,
           refused=[dict(why=why, **long(data)) for why, data in REFUSED],
           skipped=[dict(why=why, bytes=data.hex()) for why, data in SKIPPED],
           presence=presence_message())
with open("sync.json", "w") as file:
    json.dump(out, file, indent=1)
    file.write("\n")
