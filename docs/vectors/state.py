#!/usr/bin/env python3
"""The independent twin of operations and of merging.

Written from docs/protocol/state.md with nothing but the standard library and the twin of values. Run
it in this folder: it encodes every list of operations of ops.json again, replays every history of merge.json in the slowest
way, and says where it comes to something else than the file. With `--write` it writes what it came to
into the files.

Keeping all operations and asking of each whether another hides it gives what lives; the rows of
counters are found apart from that, by their own rule, and the two must agree.
"""
import hashlib
import json
import sys
from functools import cmp_to_key

from values import Fields, encode, meant, path_after, string, varint

LABEL = b"kith/cell/1"


def signed(number):
    return varint(2 * number if number >= 0 else -2 * number - 1)


def wrap(number):
    return (number + 2**63) % 2**64 - 2**63


def chain_bytes(chain):
    branch = bytes.fromhex(chain["branch"])
    author = bytes.fromhex(chain["author"])
    return author + varint(chain["incarnation"]) + varint(len(branch)) + branch


def chain_key(chain):
    return (bytes.fromhex(chain["author"]), chain["incarnation"], bytes.fromhex(chain["branch"]))


# ------------------------------------------------------------------------------- operations

KINDS = {"set": 1, "unset": 2, "remove": 3, "add": 4, "zero": 5, "insert": 6, "take": 7, "notice": 8}
KINDS |= {"splice": 16, "list-splice": 24, "list-move": 25}


def content(ops, chains):
    out = b""
    previous = []
    for op in ops:
        kind = op[0]
        out += bytes([KINDS[kind]])
        if kind == "notice":
            notice = bytes.fromhex(op[1])
            out += varint(len(notice)) + notice
            continue
        out += path_after(previous, op[1])
        previous = op[1]
        if kind in ("set", "insert", "take"):
            out += encode(op[2])
        elif kind == "add":
            out += signed(op[2])
        elif kind == "zero":
            out += varint(len(op[2]))
            for name, total in op[2]:
                out += chain_bytes(chains[name]) + signed(total)
        elif kind == "splice":
            out += varint(op[2]) + varint(op[3]) + string(op[4])
        elif kind == "list-splice":
            out += varint(op[2]) + varint(op[3]) + varint(len(op[4]))
            for element in op[4]:
                out += encode(element)
        elif kind == "list-move":
            out += varint(op[2]) + varint(op[3])
    return out


# ---------------------------------------------------------------------------------- merging


class Event:
    def __init__(self, change, index, op):
        self.change, self.index, self.op = change, index, op
        self.kind, self.path = op[0], op[1]

    def mark(self, chains):
        return (self.change["time"], chain_key(chains[self.change["chain"]]), self.change["seq"])


def saw(change, other):
    return change["seen"].get(other["chain"], 0) >= other["seq"]


def within(path, subtree):
    own = path and path[0].startswith(".")
    return path[: len(subtree)] == subtree and not (own and not subtree)


def hides(by, what):
    same = by.change is what.change
    before = what.index < by.index if same else saw(by.change, what.change)
    counts = what.kind == "add"
    if by.kind == "zero":
        chain = what.change["chain"]
        if not counts or by.path != what.path or chain not in [name for name, _ in by.op[2]]:
            return False
        if chain == by.change["chain"]:
            return what.change["seq"] < by.change["seq"] or same and before
        return before
    if counts or not before:
        return False
    if by.kind == "set":
        return what.kind == "set" and by.path == what.path
    if by.kind in ("insert", "take"):
        equal = what.kind == "insert" and encode(by.op[2]) == encode(what.op[2])
        return equal and by.path == what.path
    if by.kind == "unset":
        return by.path == what.path
    return by.kind == "remove" and within(what.path, by.path)


def living(changes):
    events = [
        Event(change, index, op)
        for change in changes
        for index, op in enumerate(change["ops"])
        if op[0] != "notice"
    ]
    writes = [event for event in events if event.kind in ("set", "add", "insert")]
    return [event for event in writes if not any(hides(by, event) for by in events)]


def rows(changes):
    """Path -> chain -> [counted, total, time, hidden, base], by the rule for rows."""
    table = {}
    for change in changes:
        for op in change["ops"]:
            if op[0] not in ("add", "zero"):
                continue
            at = table.setdefault(tuple(op[1]), {})
            own, seq = change["chain"], change["seq"]
            if op[0] == "add":
                row = at.setdefault(own, [0, 0, 0, 0, 0])
                row[0:3] = [2 * seq + 1, wrap(row[1] + op[2]), change["time"]]
                continue
            for name, total in op[2]:
                seen = change["seen"].get(name, 0)
                if name == own:
                    row = at.setdefault(name, [0, 0, 0, 0, 0])
                    row[0], row[3], row[4] = min(row[0], 2 * seq), 2 * seq, total
                elif seen > 0:
                    row = at.setdefault(name, [0, 0, 0, 0, 0])
                    if (2 * seen + 1, total) > (row[3], row[4]):
                        row[3:5] = [2 * seen + 1, total]
    return {path: at for path, at in table.items() if at}


def by_utf16(a, b):
    a, b = [s.encode("utf-16-be", "surrogatepass") for s in (a, b)]
    return (a > b) - (a < b)


def view(changes, chains):
    alive = living(changes)
    counted = rows(changes)
    paths = {()}
    for event in alive:
        for size in range(len(event.path) + 1):
            paths.add(tuple(event.path[:size]))
    shown = {}
    for path in paths:
        found = slots(list(path), alive, chains)
        value = sum(
            row[1] - row[4] for row in counted.get(path, {}).values() if row[0] > row[3]
        )
        for slot in found:
            if slot[1] == "counter" and slot[2] != wrap(value):
                raise AssertionError(f"rows and operations differ at {path}")
        if found:
            newest = max(found, key=lambda slot: (slot[0], ORDER.index(slot[1])))
            shown[path] = (newest[1], newest[2], len(found) > 1)
    return shown


ORDER = ["register", "counter", "set", "children"]


def own(path):
    return bool(path) and path[0].startswith(".")


def slots(path, alive, chains):
    """What lives at a path: mark, slot, value."""
    found = []
    here = [event for event in alive if event.path == path]
    for event in here:
        if event.kind == "set":
            found.append((event.mark(chains), "register", event.op[2]))
    adds = [event for event in here if event.kind == "add"]
    if adds:
        total = wrap(sum(event.op[2] for event in adds))
        found.append((max(event.mark(chains) for event in adds), "counter", total))
    inserts = [event for event in here if event.kind == "insert"]
    if inserts:
        elements = {encode(event.op[2]): event.op[2] for event in inserts}
        value = [elements[key] for key in sorted(elements)]
        found.append((max(event.mark(chains) for event in inserts), "set", value))
    below = [e for e in alive if e.path != path and within(e.path, path)]
    if below:
        found.append((max(event.mark(chains) for event in below), "children", None))
    return found


# ---------------------------------------------------------------------------------- digests


def mark_bytes(event, chains):
    change = event.change
    return chain_bytes(chains[change["chain"]]) + varint(change["seq"]) + varint(change["time"])


def cell_bytes(path, alive, counted, chains):
    here = [event for event in alive if event.path == path]
    by_mark = lambda event: event.mark(chains)
    writes = sorted((e for e in here if e.kind == "set"), key=by_mark, reverse=True)
    out = varint(len(writes))
    for event in writes:
        out += mark_bytes(event, chains) + encode(event.op[2])
    at = counted.get(tuple(path), {})
    out += varint(len(at))
    for name in sorted(at, key=lambda name: chain_key(chains[name])):
        row = at[name]
        out += chain_bytes(chains[name]) + varint(row[0]) + signed(row[1]) + varint(row[2])
        out += varint(row[3]) + signed(row[4])
    elements = {}
    for event in here:
        if event.kind == "insert":
            elements.setdefault(encode(event.op[2]), []).append(event)
    out += varint(len(elements))
    for value in sorted(elements):
        marks = sorted(elements[value], key=by_mark)
        out += value + varint(len(marks)) + b"".join(mark_bytes(e, chains) for e in marks)
    return out, bool(here or at)


def digest(path, alive, counted, chains):
    out, any_here = cell_bytes(path, alive, counted, chains)
    names = {}
    for other in [event.path for event in alive] + [list(at) for at in counted]:
        if len(other) > len(path) and other[: len(path)] == path:
            names[other[len(path)]] = True
    ordered = sorted(names, key=cmp_to_key(by_utf16))
    if not path:
        ordered = [n for n in ordered if own([n])] + [n for n in ordered if not own([n])]
    for name in ordered:
        below = digest(path + [name], alive, counted, chains)
        if below is not None:
            out += string(name) + below
            any_here = True
    return hashlib.sha256(LABEL + out).digest() if any_here else None


def root_digest(changes, chains):
    found = digest([], living(changes), rows(changes), chains)
    return (found or hashlib.sha256(LABEL).digest()).hex()


# ----------------------------------------------------------------------------------- images


def image(changes, chains):
    """One section with all that lives, chains numbered in the order of their letters."""
    number = {name: varint(at) for at, name in enumerate(sorted(chains))}
    alive, counted = living(changes), rows(changes)

    def mark(event):
        change = event.change
        return number[change["chain"]] + varint(change["seq"]) + varint(change["time"])

    records = []
    for event in alive:
        if event.kind == "set":
            records.append((event.path, 1, mark(event) + encode(event.op[2])))
        elif event.kind == "insert":
            records.append((event.path, 3, encode(event.op[2]) + varint(1) + mark(event)))
    for path, at in counted.items():
        for name, row in at.items():
            fields = varint(row[0]) + signed(row[1]) + varint(row[2]) + varint(row[3]) + signed(row[4])
            records.append((list(path), 2, number[name] + fields))
    out = b"\1"
    previous = []
    for path, kind, rest in records:
        out += bytes([kind]) + path_after(previous, path) + rest
        previous = path
    return out.hex()


# ------------------------------------------------------------------------------------ files


def plain(value):
    """A value as JSON again."""
    if isinstance(value, Fields):
        return {name: plain(field) for name, field in value}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def read(file):
    with open(file, encoding="utf-8") as text:
        return json.load(text)


def values_in(op):
    """Objects inside an operation are read as values are."""
    return json.loads(json.dumps(op), object_pairs_hook=meant)


def check(what, expected, found, write, into, key):
    if write:
        into[key] = found
    elif expected != found:
        print(f"{what}: the file has {expected}, this twin comes to {found}")
        return 1
    return 0


def main(write):
    wrong = 0
    ops = read("ops.json")
    for case in ops["contents"]:
        found = content([values_in(op) for op in case["ops"]], ops["chains"]).hex()
        wrong += check(case["what"], case.get("hex"), found, write, case, "hex")
    merge = read("merge.json")
    for case in merge["histories"]:
        changes = [
            dict(change, ops=[values_in(op) for op in change["ops"]])
            for change in case["changes"]
        ]
        found = [
            [list(path), slot, plain(value), contested]
            for path, (slot, value, contested) in sorted(view(changes, merge["chains"]).items())
        ]
        wrong += check(case["what"], case.get("view"), found, write, case, "view")
        found = root_digest(changes, merge["chains"])
        wrong += check(case["what"], case.get("digest"), found, write, case, "digest")
        found = image(changes, merge["chains"])
        wrong += check(case["what"], case.get("image"), found, write, case, "image")
    if write:
        save("ops.json", ops, "contents", ("ops",))
        save("merge.json", merge, "histories", ("changes", "view"))
    print("written" if write else f"{wrong} wrong")
    return 1 if wrong else 0


def line(item):
    return json.dumps(item, ensure_ascii=True, separators=(", ", ": "))


def save(file, whole, cases, lists):
    """One line for each case's part, so that a change of one is a change of one line."""
    out = ["{", f'"note": {line(whole["note"])},', '"chains": {']
    names = list(whole["chains"])
    for name in names:
        comma = "," if name != names[-1] else ""
        out.append(f'  {line(name)}: {line(whole["chains"][name])}{comma}')
    out += ["},", f'"{cases}": [']
    for case in whole[cases]:
        out.append("  {")
        keys = list(case)
        for key in keys:
            comma = "," if key != keys[-1] else ""
            if key in lists:
                items = ",\n".join("      " + line(item) for item in case[key])
                out.append(f"    {line(key)}: [\n{items}\n    ]{comma}" if items else f'    {line(key)}: []{comma}')
            else:
                out.append(f"    {line(key)}: {line(case[key])}{comma}")
        out.append("  }" + ("," if case is not whole[cases][-1] else ""))
    if "refused" in whole:
        refused = ",\n".join("  " + line(item) for item in whole["refused"])
        out += ["],", '"refused": [', refused]
    out += ["]", "}"]
    with open(file, "w", encoding="utf-8") as text:
        text.write("\n".join(out) + "\n")


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv[1:]))
