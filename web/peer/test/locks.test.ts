import { beforeEach, describe, expect, test } from "vitest";
import { lockNames, SLOTS_MAX, slotOrder, standInLine, takeSlot, whenFree } from "../src/locks.js";
import { LockSet, settled } from "./fakes.js";

describe("slots", () => {
  let all: LockSet;
  beforeEach(() => void (all = new LockSet()));

  test("a lone tab comes back to the slot that was used last; the others follow by number", () => {
    const order = slotOrder([{ slot: 0, usedAt: 5 }, { slot: 3, usedAt: 9 }, { slot: SLOTS_MAX, usedAt: 99 }]);
    expect(order.slice(0, 4)).toEqual([3, 0, 1, 2]);
    expect([...order].sort((one, other) => one - other)).toEqual(Array.from({ length: SLOTS_MAX }, (_, slot) => slot));
  });
  test("each tab takes another one, and the slot of one that is gone is free again", async () => {
    const order = slotOrder([{ slot: 2, usedAt: 1 }]);
    const first = await takeSlot(all.of("a"), "k", order);
    const second = await takeSlot(all.of("b"), "k", order);
    expect([first?.slot, second?.slot]).toEqual([2, 0]);
    all.die("a");
    await settled();
    expect((await takeSlot(all.of("c"), "k", order))?.slot).toBe(2);
  });
  test("there is an end of them", async () => {
    for (let tab = 0; tab < SLOTS_MAX; tab++) expect(await takeSlot(all.of(String(tab)), "k", slotOrder([]))).not.toBeNull();
    expect(await takeSlot(all.of("one more"), "k", slotOrder([]))).toBeNull();
    expect(await takeSlot(all.of("one more"), "another name", slotOrder([]))).not.toBeNull();
  });
});

describe("the store", () => {
  test("goes from one holder to the next in line, by closing or by dying; who left the line does not get it", async () => {
    const all = new LockSet();
    const holders: string[] = [];
    const stand = (tab: string) => standInLine(all.of(tab), lockNames.store("k"), () => holders.push(tab));
    const releaseA = stand("a");
    stand("b");
    const leaveC = stand("c");
    stand("d");
    await settled();
    expect(holders).toEqual(["a"]);
    releaseA();
    await settled();
    leaveC();
    all.die("b");
    await settled();
    expect(holders).toEqual(["a", "b", "d"]);
  });
  test("that a tab is gone is noticed, and nothing is kept for it", async () => {
    const all = new LockSet();
    const alive = lockNames.alive("k", "a");
    standInLine(all.of("a"), alive, () => {});
    let gone = 0;
    whenFree(all.of("b"), alive, () => gone++);
    whenFree(all.of("c"), alive, () => gone++)();
    await settled();
    expect(gone).toBe(0);
    all.die("a");
    await settled();
    expect([gone, all.held.size]).toEqual([1, 0]);
  });
});
