import { describe, expect, it } from "vitest";
import { happened, printed } from "../src/demo/happened.js";

const set = (path: string, value: unknown) => ({ op: "set", path, value });

describe("what a change did", () => {
  it.each([
    ["wrote \"milk\"", [set("notes/x/by", "ann"), set("notes/x/text", "milk")]],
    ["made it \"eggs\"", [set("notes/x/text", "eggs")]],
    ["took a note away", [{ op: "remove", path: "notes/x" }]],
    ["counted 2 up", [{ op: "add", path: "counted", value: 2 }]],
    ["set other \"9007199254740993\"", [set("other", 9007199254740993n)]],
    ["remove other", [{ op: "remove", path: "other" }]],
    ["remove everything", [{ op: "remove", path: "" }]],
  ])("is told in words: %s", (words, edits) => {
    expect(happened(edits, edits.length)).toBe(words);
  });

  it("is cut where it is long, and counted where nothing of it is told", () => {
    expect(happened([set("other", "x".repeat(1_000))], 1)).toBe(`set other "${"x".repeat(59)}…`);
    expect(happened([], 1)).toBe("1 operation");
    expect(happened([], 3)).toBe("3 operations");
  });

  it("prints what JSON cannot", () => {
    expect(printed({ a: 9007199254740993n })).toBe('{"a":"9007199254740993"}');
    expect(printed(undefined)).toBe("");
  });
});
