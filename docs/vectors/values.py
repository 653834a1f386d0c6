#!/usr/bin/env python3
"""The independent twin of the encodings of values and paths.

Written from docs/protocol/values.md with nothing but the standard library. Run it in this folder:
it encodes every value of values.json and every path of paths.json again, prints every path as text,
and says where it comes to something else than the file.
"""
import base64
import json
import struct


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def string(text):
    utf8 = text.encode("utf-8", "surrogatepass")  # half of a pair keeps its three bytes
    return varint(len(utf8)) + utf8


class Fields(list):
    """An object: pairs in their order."""


def meant(pairs):
    """What an object of JSON stands for: bytes, an object that was marked, or itself."""
    if len(pairs) == 1:
        name, value = pairs[0]
        dollars = len(name) - len("bytes")
        if dollars > 0 and name == "$" * dollars + "bytes" and is_base64(value):
            return base64.b64decode(value) if dollars == 1 else Fields([(name[1:], value)])
    return Fields(pairs)


def is_base64(value):
    try:
        return base64.b64encode(base64.b64decode(value, validate=True)).decode() == value
    except (TypeError, ValueError):
        return False


def encode(value):
    if value is None:
        return b"\0"
    if value is False or value is True:
        return b"\2" if value else b"\1"
    if isinstance(value, int):
        return b"\3" + varint(2 * value if value >= 0 else -2 * value - 1)
    if isinstance(value, float):
        return b"\4" + struct.pack("<d", value)
    if isinstance(value, str):
        return b"\5" + string(value)
    if isinstance(value, bytes):
        return b"\6" + varint(len(value)) + value
    if isinstance(value, Fields):
        return b"\x08" + varint(len(value)) + b"".join(string(n) + encode(v) for n, v in value)
    return b"\7" + varint(len(value)) + b"".join(map(encode, value))


def path(segments):
    return varint(len(segments)) + b"".join(map(string, segments))


def path_after(previous, segments):
    shared = 0
    while segments[shared:] and previous[: shared + 1] == segments[: shared + 1]:
        shared += 1
    return varint(shared) + path(segments[shared:])


def text(segments):
    out = []
    for at, segment in enumerate(segments):
        escaped = segment.replace("~", "~0").replace("/", "~1") or "~_"
        out.append("~" + escaped if at > 0 and escaped.startswith(".") else escaped)
    return "/".join(out)


def check(what, expected, found):
    if expected != found:
        print(f"{what}: the file has {expected}, the twin {found}")


with open("values.json", encoding="utf-8") as file:
    for vector in json.load(file)["values"]:
        value = json.loads(vector["json"], object_pairs_hook=meant)
        check(vector["what"], vector["hex"], encode(value).hex())

with open("paths.json", encoding="utf-8") as file:
    vectors = json.load(file)
    for vector in vectors["paths"]:
        check(vector["text"], vector["text"], text(vector["path"]))
        check(vector["text"], vector["hex"], path(vector["path"]).hex())
    for vector in vectors["after"]:
        check(vector, vector["hex"], path_after(vector["previous"], vector["path"]).hex())
