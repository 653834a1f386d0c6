import { describe, expect, it } from "vitest";
import { at } from "../src/lib/json.js";
import { PeerModel } from "../src/lib/peer.js";

describe("what a peer tells of itself", () => {
  it("has no link any more of which each part is gone", async () => {
    const model = new PeerModel();
    const told = (): Promise<void> => new Promise((then) => { const stop = model.subscribe(() => { stop(); then(); }); });
    const cells = ["links/ann/address", "links/ann/can/0", "links/bob/address"].map((path) => ({ path, value: "x" }));
    const first = told();
    model.page([...cells, { path: "id", value: "me" }], true, true);
    await first;
    expect(Object.keys(at(model.all, "links") as object)).toEqual(["ann", "bob"]);
    const second = told();
    model.changes([{ path: "links/ann/address", gone: true }, { path: "links/ann/can/0", gone: true }, { path: "links/eve/address", gone: true }], null);
    await second;
    expect(Object.keys(at(model.all, "links") as object)).toEqual(["bob"]);
    expect(at(model.all, "id")).toBe("me");
  });
});
