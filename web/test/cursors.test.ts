import { describe, expect, it } from "vitest";
import { Cursors, named } from "../src/lib/cursors.js";
import { atOnce } from "./fakes.js";

describe("others' cursors", () => {
  it("are those in this text, of every page but this one, and go when their cell goes", () => {
    const cursors = new Cursors("notes/a", () => "me", atOnce);
    cursors.page(
      [
        { path: "", children: 2 },
        { path: "ada/pages/1", value: ["notes/a", 3, 7, "hers"] },
        { path: "ada/pages/2", value: ["notes/b", 0, 0, "other text"] },
        { path: "bob/pages/1", value: ["notes/a", 1, 1, "me"] },
        { path: "bob/name", value: "Bob" },
        { path: "eve/pages/1", value: "no cursor" },
      ],
      true,
      true,
    );
    expect(cursors.all).toEqual([{ key: "ada/pages/1", author: "ada", anchor: 3, head: 7 }]);
    cursors.changes([{ path: "ada/pages/1", value: ["notes/a", 4, 4, "hers"] }]);
    expect(cursors.all[0]?.head).toBe(4);
    cursors.changes([{ path: "ada/pages/1", gone: true }]);
    expect(cursors.all).toEqual([]);
  });

  it("have the name that the console gives peers, and one's own other windows are said to be that", () => {
    expect(named("abcdefghijkl", "x")).toBe("abcdefgh");
    expect(named("x", "x")).toBe("you, elsewhere");
  });
});
