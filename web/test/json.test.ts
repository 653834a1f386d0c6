import { describe, expect, test } from "vitest";
import { Exact, kind, parse, print, same } from "../src/lib/json.js";

describe("JSON", () => {
  test("a number that JavaScript would change stays as it was written", () => {
    for (const text of ["9007199254740993", "-9223372036854775808", "1.0", "1e400", "-0", "0.10"]) {
      expect(parse(text)).toBeInstanceOf(Exact);
      expect(print(parse(text))).toBe(text);
    }
    expect(print(parse('{"a":[18446744073709551615,1]}'))).toBe('{"a":[18446744073709551615,1]}');
  });
  test("a number that JavaScript keeps is a plain number", () => {
    expect(parse("12")).toBe(12);
    expect(parse("[1.5,9007199254740991]")).toEqual([1.5, 9007199254740991]);
  });
  test("what is wrong is said in words", () => {
    expect(() => parse("2 litres")).toThrow("look at character");
    expect(() => parse("litres")).toThrow("quotation marks");
    expect(() => parse("'a'")).toThrow("double quotation marks");
    expect(() => parse("  ")).toThrow("nothing here yet");
    expect(() => parse("007")).toThrow("does not begin with 0");
    expect(() => parse("[1,")).toThrow("no JSON");
  });
  test("printing with lines and parsing gives the same back", () => {
    const text = '{"a":[1,{"b":null}],"c":{},"d":"x\\n","e":1.0}';
    expect(print(parse(print(parse(text), 2)))).toBe(text);
    expect(print(parse('{"a":[1]}'), 2)).toBe('{\n  "a": [\n    1\n  ]\n}');
  });
  test("1 and 1.0 are not the same, two equal objects are", () => {
    expect(same(parse("1"), parse("1.0"))).toBe(false);
    expect(same(parse('{"a":1}'), parse('{ "a": 1 }'))).toBe(true);
    expect(same(undefined, null)).toBe(false);
  });
  test("values are called as people call them", () => {
    expect(['"a"', "1", "1.0", "true", "null", "[1,2]", "{}", '{"$bytes":"AP8="}'].map((text) => kind(parse(text)))).toEqual(
      ["text", "number", "decimal", "yes/no", "null", "list of 2", "object", "bytes"],
    );
  });
});
