#!/usr/bin/env python3
"""The independent twin of the columns in a state image.

Written from docs/protocol/state.md with nothing but the standard library. Run it in this folder: it
makes the sections again and tells where they differ from columns.json. With `--write` it writes the file.
Packed bytes are not the same with every library: where this finds others, look whether they say the same.
"""
import json
import sys
import zlib

FILE = "columns.json"


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def signed(n):
    return varint((n << 1) % (1 << 64) if n >= 0 else ((-n) << 1) - 1)


def string(text):
    data = text.encode("utf-8")
    return varint(len(data)) + data


def value(v):
    if v is None or isinstance(v, bool):
        return b"\0" if v is None else b"\2" if v else b"\1"
    if isinstance(v, int):
        return b"\3" + signed(v)
    return b"\5" + string(v) if isinstance(v, str) else b"\7" + varint(len(v)) + b"".join(map(value, v))


def packed(data):
    if len(data) >= 64:
        deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
        small = deflater.compress(data) + deflater.flush()
        if len(small) < len(data):
            return varint(len(data)) + b"\1" + varint(len(small)) + small
    return varint(len(data)) + b"\0" + data


def wrap(n):
    n %= 1 << 64
    return n - (1 << 64) if n >> 63 else n


def blocks(numbers):
    """For each block: its least number, its width, and what is left of each."""
    for start in range(0, len(numbers), 128):
        block = numbers[start : start + 128]
        least = min(block)
        rest = [(n - least) % (1 << 64) for n in block]
        width = max(n.bit_length() for n in rest)
        yield least, width if width <= 56 else 64, rest


def numbers(column):
    steps = [wrap(n - before) for n, before in zip(column, [0] + column)]
    bits = lambda of: sum(width * len(rest) for _, width, rest in blocks(of))
    ascends = bits(steps) < bits(column)
    out = bytes([ascends])
    for least, width, rest in blocks(steps if ascends else column):
        word = sum(n << width * i for i, n in enumerate(rest))
        out += signed(least) + bytes([width]) + word.to_bytes((width * len(rest) + 7) // 8, "little")
    return out


def bits(column):
    steps = [wrap(n - before) for n, before in zip(column, [0] + column)]
    size = lambda of: sum(width * len(rest) for _, width, rest in blocks(of))
    return min(size(steps), size(column))


def ints(rows, chains):
    order = in_time(rows, chains)
    whole = lambda of: [row[5] for row in of if is_whole(row[5])]
    by_row, by_time = whole(rows), whole([rows[i] for i in order])
    of_time = bits(by_time) < bits(by_row)
    return bytes([of_time]) + numbers(by_time if of_time else by_row)


def is_whole(v):
    return isinstance(v, int) and not isinstance(v, bool)


def in_time(rows, chains):
    return sorted(range(len(rows)), key=lambda i: (chains.index(rows[i][1]), rows[i][2], i))


def times(rows, chains):
    order = in_time(rows, chains)
    millis, counters, steps = [], [], []
    before = None
    for row in (rows[i] for i in order):
        millis.append(row[3] - (before[3] if before else 0))
        if before and row[1] == before[1] and row[3] == before[3]:
            steps.append(row[4] - before[4] - (row[2] - before[2]))
        else:
            counters.append(row[4])
        before = row
    return numbers(millis) + numbers(counters) + numbers(steps)


def section(rows):
    """Rows: path, chain, seq, milliseconds and counter of the time, value."""
    if not rows:
        return b"\2\0" + packed(b"")
    chains = list(dict.fromkeys(row[1] for row in rows))
    shared, more, names, known, before = b"", b"", b"", [], []
    for path, *_ in rows:
        same = 0
        while same < min(len(path), len(before)) and path[same] == before[same]:
            same += 1
        shared += bytes([same])
        more += bytes([len(path) - same])
        for name in path[same:]:
            names += varint(1 + known.index(name) if name in known else 0)
            known += [] if name in known else [name]
        before = path
    out = b"\2" + varint(len(rows)) + varint(len(chains)) + b"".join(map(varint, chains))
    out += packed(shared) + packed(more) + packed(names) + packed(b"".join(map(string, known)))
    out += packed(b"".join(varint(chains.index(row[1])) for row in rows))
    out += numbers([row[2] for row in rows]) + times(rows, chains)
    out += packed(bytes(is_whole(row[5]) for row in rows)) + ints(rows, chains)
    out += packed(b"".join(value(row[5]) for row in rows if not is_whole(row[5])))
    return out + packed(b"")


def cases():
    now = 1700000000000
    many = []
    for i in range(300):
        seq = 1 + i * 7919 % 600
        many.append([["g%d" % (i // 100), "k%03d" % (i % 100)], 0, seq, now + seq // 100, seq % 100, i * 31 - 5000])
    some = [
        ("no rows", []),
        ("one number", [[["a"], 0, 1, now, 0, 7]]),
        (
            "names that are shared and said again, and a step of the counter that goes on with seq",
            [
                [["a", "x"], 3, 10, now, 2, -1],
                [["a", "y"], 3, 12, now, 4, 0],
                [["b", "x"], 3, 11, now, 3, 1],
            ],
        ),
        (
            "two chains, two writes of one change, a counter that goes on further than seq, a later millisecond",
            [
                [["a"], 1, 5, now, 0, "text"],
                [["b"], 0, 9, now - 3, 7, None],
                [["c"], 1, 5, now, 0, True],
                [["d"], 1, 6, now, 3, 256],
                [["e"], 1, 8, now + 2, 0, [1, "two"]],
            ],
        ),
        ("two writes at one cell", [[["a"], 0, 1, now, 0, 1], [["a"], 1, 1, now, 0, 2]]),
        ("the root, and a name of Kith's own", [[[], 0, 1, now, 0, "r"], [[".versions", "v"], 0, 2, now, 1, []]]),
        (
            "numbers of 64 bits, and neighbours that ascend",
            [
                [["a"], 0, 1, 0, 0, -(1 << 63)],
                [["b"], 0, 2, (1 << 47) - 1, 65535, (1 << 63) - 1],
                [["c"], 0, 1073741823, (1 << 47) - 1, 65535, 0],
            ],
        ),
        (
            "numbers that ascend with time",
            [[["k%d" % i], 0, 1 + i * 5 % 9, now, i * 5 % 9, 1000 + 7 * (i * 5 % 9)] for i in range(9)],
        ),
        ("rows in no order", [[["b"], 0, 2, now, 1, 1], [["a"], 0, 1, now, 0, 2], [["b", "a"], 0, 3, now, 2, 3]]),
        ("packed columns, and numbers in three blocks", many),
    ]
    return [{"what": what, "rows": rows, "section": section(rows).hex()} for what, rows in some]


def refused():
    one = section([[["a"], 0, 1, 5, 0, 7]])
    no_rest = one[:-2]
    some = [
        ("a name that is not known", one.replace(packed(b"\0"), packed(b"\2"), 3).hex()),
        ("a chain number that nobody has", b"\2\1\1\x7f".hex() + one[4:].hex()),
        ("it ends before what is no part of the columns", no_rest.hex()),
        ("bytes behind it", (one + b"\0").hex()),
        ("more rows than there may be", (b"\2" + varint(16385)).hex()),
        ("few bytes that say they are very many", (b"\2" + varint(16384) + b"\1\0" + varint(16384) + b"\1\1\0").hex()),
        ("a time behind the last", section([[["a"], 0, 1, 1 << 47, 0, 7]]).hex()),
        ("a change before the first", section([[["a"], 0, 0, 5, 0, 7]]).hex()),
        ("the name of what is never stored", section([[[".presence"], 0, 1, 5, 0, 7]]).hex()),
        ("one write at one cell twice", section([[["a"], 0, 1, 5, 0, 7], [["a"], 0, 1, 5, 0, 7]]).hex()),
        ("a name with NUL", section([[["a\0"], 0, 1, 5, 0, 7]]).hex()),
        ("a path that is too long", section([[["%04d" % i + "x" * 1000 for i in range(5)], 0, 1, 5, 0, 7]]).hex()),
    ]
    return [{"what": what, "section": data} for what, data in some]


def main(write):
    found = {
        "note": "Sections of a state image in columns. rows: path, chain, seq, milliseconds and counter of the "
        "time, value. Made by columns.py.",
        "sections": cases(),
        "refused": refused(),
    }
    if write:
        with open(FILE, "w", encoding="utf-8") as out:
            lists = [
                '  "%s": [\n%s\n  ]' % (name, ",\n".join("    " + json.dumps(case) for case in found[name]))
                for name in ("sections", "refused")
            ]
            out.write('{\n  "note": %s,\n%s\n}\n' % (json.dumps(found["note"]), ",\n".join(lists)))
        print("written")
        return 0
    with open(FILE, encoding="utf-8") as text:
        known = json.load(text)
    wrong = 0
    for name in ("sections", "refused"):
        if len(known[name]) != len(found[name]):
            wrong += 1
        for there, here in zip(known[name], found[name]):
            if there != here:
                print(f"{here['what']}: the file has {there}, this twin comes to {here}")
                wrong += 1
    print(f"{wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] == ["--write"]))
