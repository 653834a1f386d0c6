import { describe, expect, test } from "vitest";
import { within } from "../src/lib/within.js";
import type { Json } from "../src/lib/json.js";

type Edit = { at: number; delete: number; insert: Json[] };

function applied(list: readonly Json[], edits: readonly Json[]): Json[] {
  const now = [...list];
  for (const one of edits as unknown as Edit[]) now.splice(one.at, one.delete, ...one.insert);
  return now;
}

describe("what was changed within a value", () => {
  test("of a list is what differs, and makes the one of the other", () => {
    expect(within("list", ["a", "b", "c"], ["a", "B", "c"])).toEqual([{ list: "", at: 1, delete: 1, insert: ["B"] }]);
    expect(within("list", [1, 2], [1, 2])).toEqual([]);
    let seed = 7;
    const next = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    for (let round = 0; round < 500; round++) {
      const some = () => Array.from({ length: next(9) }, () => [next(4), "x", { k: next(2) }][next(3)] as Json);
      const [from, to] = [some(), some()];
      expect(applied(from, within("list", from, to) ?? [])).toEqual(to);
    }
  });

  test("of a list that is very long is all between its ends", () => {
    const from = Array.from({ length: 2_000 }, (_, i) => i);
    const to = from.map((i) => (i === 0 || i === 1_999 ? i : -i));
    expect(within("list", from, to)).toHaveLength(1);
  });

  test("of a counter is how far it was moved, and of all else nothing is known", () => {
    expect(within("counter", 3, 5)).toEqual([{ add: "", delta: 2 }]);
    expect(within("counter", 3, "five")).toBeNull();
    expect(within("list", ["a"], "a")).toBeNull();
    expect(within("", [1], [2])).toBeNull();
  });
});
