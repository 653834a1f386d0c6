import { describe, expect, test } from "vitest";
import { checked, find, placeOf, type Query } from "../src/query.js";

const tasks = {
  milk: { title: "Milk", left: 2, tags: ["shop"], by: { name: "Ada" } },
  bread: { title: "Bread", left: 0, tags: [], by: { name: "Bob" } },
  "a/b": { title: "odd", left: 5 },
  count: 3,
  list: [1, 2],
};
const paths = (query: Query) => find(query, query.path.split("/")[0] === "tasks" ? tasks : undefined).map((one) => one.path);

describe("a query", () => {
  test.each<[string, Query, string[]]>([
    ["a cell", { path: "tasks/milk/title" }, ["tasks/milk/title"]],
    ["the root", { path: "tasks" }, ["tasks"]],
    ["any one name", { path: "tasks/*/title" }, ["tasks/milk/title", "tasks/bread/title", "tasks/a~1b/title"]],
    ["a name with a slash", { path: "tasks/a~1b/left" }, ["tasks/a~1b/left"]],
    ["nothing below a value", { path: "tasks/count/*" }, []],
    ["nothing where nothing is", { path: "other/*" }, []],
    ["all below", { path: "tasks/milk/by/**" }, ["tasks/milk/by", "tasks/milk/by/name"]],
    ["what equals", { path: "tasks/*", where: { title: "Milk" } }, ["tasks/milk"]],
    ["what is above", { path: "tasks/*", where: { left: { ">": 0, "<": 5 } } }, ["tasks/milk"]],
    ["what is not", { path: "tasks/*", where: { "by/name": { "!=": "Ada" } } }, ["tasks/bread", "tasks/a~1b", "tasks/count", "tasks/list"]],
    ["one of some", { path: "tasks/*", where: { left: { in: [0, 5] } } }, ["tasks/bread", "tasks/a~1b"]],
    ["a part of a text or an array", { path: "tasks/*", where: { tags: { contains: "shop" }, title: { contains: "il" } } }, ["tasks/milk"]],
    ["the cell itself", { path: "tasks/*", where: { "": 3 } }, ["tasks/count"]],
    ["texts in order", { path: "tasks/*", where: { title: { "<": "C" } } }, ["tasks/bread"]],
    ["no text beside a number", { path: "tasks/*", where: { title: { "<": 9 } } }, []],
  ])("finds %s", (_, query, found) => {
    expect(paths(query)).toEqual(found);
  });
  test("ends at its limit", () => {
    expect(paths({ path: "tasks/**", limit: 3 })).toHaveLength(3);
  });
  test("does not find what all objects have", () => {
    expect(paths({ path: "tasks/*", where: { constructor: { "!=": null } } })).toHaveLength(5);
    expect(find({ path: "tasks/__proto__" }, tasks)).toEqual([]);
  });
  test("names a board or not", () => {
    expect(placeOf("@home/tasks/*")).toEqual({ space: "@home/tasks", pattern: ["*"] });
    expect(placeOf("tasks")).toEqual({ space: "tasks", pattern: [] });
  });
  test.each([
    null, "tasks", [], {}, { path: 1 }, { path: "" }, { path: "*" }, { path: "@home" }, { path: "tasks/**/x" }, { path: "x".repeat(5_000) }, { path: "t", limit: 0 }, { path: "t", limit: 1_001 }, { path: "t", limit: 1.5 },
    { path: "t", where: [] }, { path: "t", where: { a: {} } }, { path: "t", where: { a: { "~": 1 } } }, { path: "t", where: { a: { in: [{}] } } }, { path: "t", where: { a: [1] } },
    { path: "t", where: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [String(i), 1])) },
  ])("that comes from others and is none is refused: %j", (query) => {
    expect(checked(query)).toBeNull();
  });
  test("that is one comes through, with its limit and nothing else", () => {
    expect(checked({ path: "t/*", where: { a: { ">": 1 } }, code: "alert()" })).toEqual({ path: "t/*", where: { a: { ">": 1 } }, limit: 100 });
  });
});
