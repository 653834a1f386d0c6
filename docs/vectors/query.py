#!/usr/bin/env python3
"""Writes query.json: vectors of docs/protocol/query.md, by an encoder and a search that share nothing with ours.

Each message is written down once more from the grammar in the document; what a query finds is looked for in a plain
nested dictionary, every cell of it. Needs nothing but the standard library.
"""
import json
import struct

HOWS = ["=", "!=", "<", "<=", ">", ">=", "in", "contains"]


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n % 128 + 128])
        n //= 128
    return out + bytes([n])


def text(s):
    return varint(len(s.encode())) + s.encode()


def path(names):
    return varint(len(names)) + b"".join(text(name) for name in names)


def value(v):
    """The canonical bytes of docs/protocol/values.md."""
    if v is None:
        return b"\0"
    if v is False or v is True:
        return b"\2" if v else b"\1"
    if isinstance(v, int):
        return b"\3" + varint(2 * v if v >= 0 else -2 * v - 1)
    if isinstance(v, float):
        return b"\4" + struct.pack("<d", v)
    if isinstance(v, str):
        return b"\5" + text(v)
    if isinstance(v, list):
        return b"\7" + varint(len(v)) + b"".join(value(one) for one in v)
    return b"\x08" + varint(len(v)) + b"".join(text(name) + value(one) for name, one in v.items())


def pattern(steps, deep):
    out = varint(len(steps))
    for step in steps:
        out += b"\0" if step is None else b"\1" + text(step)
    return out + bytes([deep])


def condition(at, how, values):
    return path(at) + bytes([HOWS.index(how)]) + varint(len(values)) + b"".join(value(one) for one in values)


def maybe(names):
    return b"\0" if names is None else b"\1" + path(names)


def query(number, space, steps, deep, where, limit, after):
    out = b"\x87" + varint(int(number)) + varint(space) + pattern(steps, deep)
    out += varint(len(where)) + b"".join(condition(*one) for one in where)
    return out + varint(limit) + maybe(after)


def page(number, found, next):
    out = b"\x88" + varint(int(number)) + varint(len(found))
    for one in found:
        out += path(one["path"]) + (b"\1" + value(one["value"]) if "value" in one else b"\0")
    return out + maybe(next)


MESSAGES = []


def add(of, what, **fields):
    MESSAGES.append(dict(what=what, message=of.__name__, **fields, bytes=of(**fields).hex()))


add(query, "the root", number="1", space=1, steps=[], deep=False, where=[], limit=100, after=None)
add(query, "everything, from a cell on", number=str(2**64 - 1), space=65_536, steps=[], deep=True, where=[], limit=1_000,
    after=["a", "b"])
add(query, "any one name, and one below", number="300", space=2, steps=["tasks", None, "title"], deep=False, where=[], limit=1,
    after=None)
add(query, "names that look like others", number="2", space=1, steps=["*", "**", ""], deep=False, where=[], limit=5, after=None)
add(query, "a condition of each kind", number="3", space=1, steps=[None], deep=True, limit=7, after=None, where=[
    [[], "=", [None]], [["a"], "!=", [False]], [["a"], "<", [-1]], [["a"], "<=", [1.5]], [["a", "b"], ">", ["x"]],
    [["a"], ">=", [2**40]], [["a"], "in", [1, "1", True]], [["a"], "in", []], [["a"], "contains", ["part"]]])
add(page, "nothing, and no more", number="1", found=[], next=None)
add(page, "nothing so far", number="300", found=[], next=["m"])
add(page, "two cells, one of them too large to be told", number="7", next=["b"], found=[
    dict(path=["a"], value={"title": "Milk", "left": 2, "tags": ["x"]}), dict(path=["b"])])
add(page, "the root", number="0", found=[dict(path=[], value=-3)], next=None)

plain = dict(number=1, space=1, steps=[], deep=False, where=[], limit=1, after=None)
REFUSED = [
    ("no number", b"\x87"),
    ("a limit of 0", query(**{**plain, "limit": 0})),
    ("a limit of 1001", query(**{**plain, "limit": 1_001})),
    ("129 steps", query(**{**plain, "steps": [None] * 129})),
    ("a step with NUL", query(**{**plain, "steps": ["a\0b"]})),
    ("a step over 1 KiB", query(**{**plain, "steps": ["a" * 1_025]})),
    ("a flag of 2", query(**plain)[:-1] + b"\2"),
    ("33 conditions", query(**{**plain, "where": [[[], "=", [1]]] * 33})),
    ("a kind of condition that there is not", query(**{**plain, "where": [[[], "contains", ["x"]]]}).replace(b"\0\7\1\5", b"\0\x08\1\5")),
    ("a condition with nothing", query(**{**plain, "where": [[[], "=", []]]})),
    ("a condition with two values", query(**{**plain, "where": [[[], "<", [1, 2]]]})),
    ("101 values", query(**{**plain, "where": [[[], "in", [1] * 101]]})),
    ("a condition with an array", query(**{**plain, "where": [[[], "=", [[1]]]]})),
    ("a number that is contained", query(**{**plain, "where": [[[], "contains", [1]]]})),
    ("to go on where nothing matches", query(**{**plain, "steps": ["a"], "after": ["b"]})),
    ("a byte left over", query(**plain) + b"\0"),
    ("1001 cells found", page(1, [dict(path=[])] * 1_001, None)),
    ("half a cell", page(1, [dict(path=["a"], value="abc")], None)[:-3]),
    ("a byte behind a page", page(1, [], None) + b"\0"),
]

# What is found. Cells are the dictionaries and what is in them; a list is one value.
TREE = {
    "milk": {"title": "Milk", "left": 2, "tags": ["shop"], "by": {"name": "Ada"}},
    "bread": {"title": "Bread", "left": 0.0, "tags": [], "by": {"name": "Bob"}},
    "a/b": {"title": "odd", "left": 5},
    "count": 3,
    "list": [1, 2],
    "yes": True,
}


def cells(tree, at=()):
    yield at, tree
    if isinstance(tree, dict):
        for name in sorted(tree):
            yield from cells(tree[name], at + (name,))


def matches(steps, deep, at):
    if len(at) != len(steps) and not (deep and len(at) > len(steps)):
        return False
    return all(step is None or step == name for step, name in zip(steps, at))


def number(v):
    return isinstance(v, (int, float)) and not isinstance(v, bool)


def same(a, b):
    return a == b if number(a) and number(b) else type(a) is type(b) and a == b


def holds(tree, at, how, values):
    for name in at:
        tree = tree.get(name) if isinstance(tree, dict) else None
    if tree is None or isinstance(tree, dict):
        return how == "!="
    other = values[0] if values else None
    ordered = (number(tree) and number(other)) or (isinstance(tree, str) and isinstance(other, str))
    if how in ("<", "<=", ">", ">="):
        return ordered and {"<": tree < other, "<=": tree <= other, ">": tree > other, ">=": tree >= other}[how] if ordered else False
    if how == "contains":
        return other in tree if isinstance(tree, str) else isinstance(tree, list) and any(same(one, other) for one in tree)
    return {"=": same(tree, other), "!=": not same(tree, other), "in": any(same(tree, one) for one in values)}[how]


def find(steps, deep, where, limit):
    found = [list(at) for at, tree in cells(TREE) if matches(steps, deep, at) and all(holds(tree, *one) for one in where)]
    return found[:limit]


FOUND = []


def look(what, steps, deep=False, where=(), limit=100):
    FOUND.append(dict(what=what, steps=steps, deep=deep, where=list(where), limit=limit, found=find(steps, deep, where, limit)))


look("a cell", ["milk", "title"])
look("the root", [])
look("any one name", [None, "title"])
look("a name with a slash", ["a/b", "left"])
look("nothing below a value", ["count", None])
look("nothing where nothing is", ["other", None])
look("all below", ["milk", "by"], deep=True)
look("everything", [], deep=True)
look("three of everything", [], deep=True, limit=3)
look("what equals", [None], where=[[["title"], "=", ["Milk"]]])
look("numbers that are equal, whole or not", [None], where=[[["left"], "=", [0]]])
look("a truth value is no number", [], deep=True, where=[[[], "=", [1]]])
look("between two", [None], where=[[["left"], ">", [0]], [["left"], "<", [5]]])
look("at most and at least", [None], where=[[["left"], ">=", [2]], [["left"], "<=", [2.0]]])
look("what is not, also where nothing is", [None], where=[[["by", "name"], "!=", ["Ada"]]])
look("one of some", [None], where=[[["left"], "in", [0, 5]]])
look("one of none", [None], where=[[["left"], "in", []]])
look("a part of a text and an element", [None], where=[[["tags"], "contains", ["shop"]], [["title"], "contains", ["il"]]])
look("the cell itself", [None], where=[[[], "=", [3]]])
look("texts in order", [None], where=[[["title"], "<", ["C"]]])
look("no text beside a number", [None], where=[[["title"], "<", [9]]])
look("by what is below, not by a part of a list", [], deep=True, where=[[["name"], "!=", ["Ada"]]])

out = dict(about="Vectors of docs/protocol/query.md, written by query.py. Bytes are hexadecimal. Numbers that may have 64"
           " bits are texts. A step that is null is any one name.",
           messages=MESSAGES, refused=[dict(why=why, bytes=data.hex()) for why, data in REFUSED], tree=TREE, found=FOUND)
with open("query.json", "w") as file:
    json.dump(out, file, indent=1)
    file.write("\n")
