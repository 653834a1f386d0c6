import { describe, expect, test } from "vitest";
import { child, fromUrl, isReserved, name, names, parent, parse, pathText, print, ROOT, toUrl } from "../src/lib/address.js";
import { href, read } from "../src/lib/router.js";

const PEER = "~" + "a".repeat(52);

describe("an address", () => {
  test("goes to text and back", () => {
    for (const text of ["tasks", "tasks/groceries/milk", "@choir/songs/a~1b", ".peer/links", `${PEER}/notes/x`, `@b/${PEER}/n`, "a/~_/~.x/~0"]) {
      expect(print(parse(text))).toBe(text);
      expect(print(fromUrl(toUrl(parse(text))))).toBe(text);
    }
  });
  test("keeps names of any letters", () => {
    const path = ["", ".", "..", "a/b", "~", "ä 😀", "50%", "?#&"];
    expect(names(pathText(path))).toEqual(path);
    expect(fromUrl(toUrl({ board: null, space: "s", path })).path).toEqual(path);
  });
  test("of a peer's own space has two names in its first part", () => {
    expect(parse(`${PEER}/notes/x`)).toEqual({ board: null, space: `${PEER}/notes`, path: ["x"] });
  });
  test("has the one above it, up to the list of spaces", () => {
    expect(print(parent(parse("@b/s/x")))).toBe("@b/s");
    expect(print(parent(parse("@b/s")))).toBe("@b");
    expect(parent(parse("@b"))).toEqual(ROOT);
    expect(name(parse("s/a~1b"))).toBe("a/b");
    expect(child(parse("@b"), "s").space).toBe("s");
  });
  test("of Kith's own cells is written by nobody", () => {
    expect([".peer/id", ".board/x", "s/.access", "s/a/.x"].map((text) => isReserved(parse(text)))).toEqual([true, true, true, false]);
    expect(isReserved({ board: null, space: "s", path: [".access"] })).toBe(true);
  });
  test("with a percent sign that stands for nothing is read all the same", () => {
    expect(fromUrl("/s/50%").path).toEqual(["50%"]);
  });
});

describe("an address with half a letter in it", () => {
  test("goes to a URL and back, in the bytes that Kith gives it", () => {
    const half = parse("lone").space + "/x\ud800y\udfff";
    expect(toUrl(parse(half))).toBe("/lone/x%ED%A0%80y%ED%BF%BF");
    expect(print(fromUrl("/lone/x%ED%A0%80y%ED%BF%BF"))).toBe(half);
    expect(print(fromUrl(toUrl(parse("a/🦊%ED")))))
      .toBe("a/🦊%ED");
  });
});

describe("the way", () => {
  test("leads to a cell by its own address, and to pages beside all addresses", () => {
    expect(read("/tasks/a%2Fb", "", "")).toEqual({ page: "tree", address: parse("tasks/a~1b"), find: "" });
    expect(read("/.kith/console/changes", "?at=tasks/x", "").page).toBe("changes");
    expect(read("/.kith/console/nowhere", "", "").page).toBe("tree");
  });
  test("to a page about a cell keeps what looks like an escape", () => {
    const odd = parse("odd/%2F%41 + ?&at=x#y");
    const [path = "", query = ""] = href("changes", odd).split("?");
    expect(print(read(path, "?" + query, "").address)).toBe(print(odd));
  });
  test("is the same there and back", () => {
    const odd = parse("s/a~1b/ä & c/50%");
    const url = new URL(href("changes", odd), "http://x");
    expect(print(read(url.pathname, url.search, url.hash).address)).toBe(print(odd));
    const found = new URL(href("tree", odd, "a&b #c"), "http://x");
    expect(read(found.pathname, found.search, found.hash)).toEqual({ page: "tree", address: odd, find: "a&b #c" });
  });
});
