import { beforeEach, describe, expect, test } from "vitest";
import { TreeModel } from "../src/lib/tree.js";
import { Wire } from "../src/lib/wire.js";
import { parse } from "../src/lib/address.js";
import type { Json } from "../src/lib/json.js";
import { FakeLine, FakeTimers, atOnce } from "./fakes.js";

describe("the tree", () => {
  let line: FakeLine;
  let tree: TreeModel;
  let changed: string[];
  const shown = () => tree.rows.map((node) => "  ".repeat(node.depth) + node.name + (node.value === undefined ? "" : "=" + JSON.stringify(node.value)));
  const open = (key: string) => {
    const node = tree.find(key);
    if (node) tree.open(node);
  };
  const id = (address: string) => {
    const asked = line.said.findLast((one) => (one as { watch?: string }).watch === address);
    return (asked as { id: number } | undefined)?.id ?? -1;
  };
  const page = (address: string, cells: Json[], more: { first?: boolean; last?: boolean } = {}) =>
    line.hear({ id: id(address), page: cells, first: more.first ?? true, last: more.last ?? true, version: ["v1"] });
  const changes = (address: string, cells: Json[]) => line.hear({ id: id(address), changes: cells, version: ["v2"] });

  beforeEach(() => {
    changed = [];
    line = new FakeLine();
    const wire = new Wire(() => line, new FakeTimers(), atOnce);
    wire.start();
    line.onopen?.();
    tree = new TreeModel(wire, atOnce, () => 5);
    tree.onChange = (node) => changed.push(node.key);
    tree.setTops(["tasks", "z"].map((name) => ({ name, address: parse(name) })));
  });

  test("shows a level when it is opened, in order, and nothing of it when it is closed", () => {
    open("tasks");
    page("tasks", [{ path: "", children: 2 }, { path: "b", value: 1 }, { path: "a", children: 3, cut: true }]);
    expect(shown()).toEqual(["tasks", "  a", "  b=1", "z"]);
    expect(changed).toEqual([]);
    const node = tree.find("tasks");
    if (node) tree.close(node);
    expect(shown()).toEqual(["tasks", "z"]);
    expect(line.said.at(-1)).toEqual({ id: 1, unwatch: true });
  });
  test("takes in what changes, comes and goes, and says what did", () => {
    open("tasks");
    page("tasks", [{ path: "a", value: 1 }, { path: "c", value: 3 }]);
    changes("tasks", [{ path: "b", value: 2 }, { path: "a", value: 5 }, { path: "c", gone: true }]);
    expect(shown()).toEqual(["tasks", "  a=5", "  b=2", "z"]);
    expect(changed).toEqual(["tasks/b", "tasks/a"]);
    expect(tree.find("tasks")?.level?.version).toEqual(["v2"]);
  });
  test("who asks for the rows before they are drawn gets them as they are", () => {
    const later = new TreeModel(new Wire(() => line, new FakeTimers(), atOnce), () => {});
    later.setTops([{ name: "a", address: parse("a") }]);
    expect(later.rows).toEqual([]);
    expect(later.rowsNow().map((node) => node.name)).toEqual(["a"]);
  });
  test("an equal value is no change", () => {
    open("tasks");
    page("tasks", [{ path: "a", value: { x: [1] } }]);
    changes("tasks", [{ path: "a", value: { x: [1] } }]);
    expect(changed).toEqual([]);
  });
  test("a conflict is a change that is seen", () => {
    open("tasks");
    page("tasks", [{ path: "a", value: 1 }]);
    changes("tasks", [{ path: "a", value: 1, contested: true }]);
    expect(changed).toEqual(["tasks/a"]);
    expect(tree.find("tasks/a")?.contested).toBe(true);
  });
  test("a picture that comes anew keeps what is there and drops what is gone", () => {
    open("tasks");
    page("tasks", [{ path: "a", value: 1 }, { path: "b", value: 2 }]);
    const before = tree.find("tasks/a");
    page("tasks", [{ path: "a", value: 1 }], { last: false });
    expect(shown()).toContain("  b=2");
    page("tasks", [{ path: "c", value: 3 }], { first: false });
    expect(shown()).toEqual(["tasks", "  a=1", "  c=3", "z"]);
    expect(tree.find("tasks/a")).toBe(before);
    expect(changed).toEqual(["tasks/c"]);
  });
  test("opens the way to an address as its levels come", () => {
    tree.reveal(parse("tasks/a/b/c"));
    page("tasks", [{ path: "a", children: 1, cut: true }]);
    page("tasks/a", [{ path: "b", children: 1, cut: true }]);
    page("tasks/a/b", [{ path: "c", value: 7 }]);
    expect(shown()).toEqual(["tasks", "  a", "    b", "      c=7", "z"]);
    expect(tree.find("tasks/a/b/c")?.row).toBe(3);
  });
  test("names with slashes, dots and nothing in them are names", () => {
    open("tasks");
    page("tasks", [{ path: "a~1b", value: 1 }, { path: "~_", value: 2 }, { path: "~.x", value: 3 }]);
    expect(tree.rows.map((node) => node.name)).toEqual(["tasks", "", ".x", "a/b", "z"]);
    expect(tree.find("tasks/a~1b")?.value).toBe(1);
    expect(tree.find("tasks/~_")?.value).toBe(2);
  });
  test("a removed cell that comes again is there once", () => {
    open("tasks");
    page("tasks", [{ path: "a", value: 1 }]);
    changes("tasks", [{ path: "a", gone: true }]);
    changes("tasks", [{ path: "a", value: 2 }]);
    expect(shown()).toEqual(["tasks", "  a=2", "z"]);
  });
  test("boards open to spaces that are given, and keep what is open in them", () => {
    const given = (names: string[]) => [
      { name: "@b", address: parse("@b"), spaces: names.map((name) => ({ name, address: parse("@b/" + name) })) },
    ];
    tree.onNeedTops = () => tree.setTops(given(["s"]));
    tree.setTops(given(["s"]));
    open("@b");
    open("@b/s");
    page("@b/s", [{ path: "x", value: 1 }]);
    tree.setTops(given(["s", "t"]));
    expect(shown()).toEqual(["@b", "  s", "    x=1", "  t"]);
  });
  test("a hundred thousand cells of one level are listed, and one more among them, in little time", () => {
    let frame: () => void = () => {};
    const wire = new Wire(() => line, new FakeTimers(), atOnce);
    wire.start();
    line.onopen?.();
    tree = new TreeModel(wire, (run) => void (frame = run));
    tree.setTops([{ name: "tasks", address: parse("tasks") }]);
    open("tasks");
    const cells = Array.from({ length: 100_000 }, (_, i) => ({ path: "n" + String(i).padStart(6, "0"), value: i }));
    for (let i = 0; i < cells.length; i += 1_000) page("tasks", cells.slice(i, i + 1_000), { first: i === 0, last: i + 1_000 >= cells.length });
    changes("tasks", [{ path: "n050000a", value: 1 }]);
    frame();
    expect(tree.rows.length).toBe(100_002);
    expect(tree.rows[50_002]?.name).toBe("n050000a");
    expect(tree.find("tasks/n099999")?.row).toBe(100_001);
  });
});
