import { beforeEach, describe, expect, test } from "vitest";
import { Wire, type Cell, type Version, type Watcher } from "../src/lib/wire.js";
import { FakeLine, FakeTimers, atOnce } from "./fakes.js";

class Heard implements Watcher {
  all: string[] = [];
  page(cells: readonly Cell[], first: boolean, last: boolean, version: Version | null): void {
    this.all.push(`page ${cells.map((cell) => cell.path).join()} ${first} ${last} ${version?.join() ?? "-"}`);
  }
  changes(cells: readonly Cell[], version: Version | null): void {
    this.all.push(`changes ${cells.map((cell) => cell.path).join()} ${version?.join() ?? "-"}`);
  }
  refused(code: string): void {
    this.all.push(`refused ${code}`);
  }
}

describe("the wire", () => {
  let lines: FakeLine[];
  let timers: FakeTimers;
  let wire: Wire;
  let heard: Heard;
  const line = () => lines.at(-1) as FakeLine;

  beforeEach(() => {
    lines = [];
    timers = new FakeTimers();
    heard = new Heard();
    wire = new Wire(() => {
      lines.push(new FakeLine());
      return line();
    }, timers, atOnce);
    wire.start();
  });

  test("watches what was asked for before it was open", () => {
    wire.watch("tasks", 1, heard);
    line().onopen?.();
    expect(line().said).toEqual([{ id: 1, watch: "tasks", mode: "state", depth: 1, clip: 400 }]);
    line().hear({ id: 1, page: [{ path: "a", value: 1 }], first: true, last: true, version: ["v1"] });
    line().hear({ id: 1, changes: [{ path: "a", value: 2 }], version: ["v2"] });
    expect(heard.all).toEqual(["page a true true v1", "changes a v2"]);
  });
  test("comes back by itself, and goes on from what it had", () => {
    wire.watch("tasks", null, heard);
    line().onopen?.();
    line().hear({ id: 1, page: [], first: true, last: true, version: ["v1"] });
    line().onclose?.();
    expect(wire.status).toBe("away");
    timers.pass(250);
    expect(lines.length).toBe(2);
    line().onopen?.();
    expect(wire.status).toBe("open");
    expect(line().said).toEqual([{ id: 1, watch: "tasks", mode: "state", from: ["v1"], clip: 400 }]);
  });
  test("says nothing to a line that is closing, and asks again on the next one", () => {
    line().onopen?.();
    line().readyState = 2;
    const stop = wire.watch("tasks", 1, heard);
    wire.watch("notes", 1, heard);
    wire.show("tasks", "here");
    stop();
    line().onclose?.();
    timers.pass(250);
    line().onopen?.();
    expect(line().said).toEqual([{ id: 2, watch: "notes", mode: "state", depth: 1, clip: 400 }]);
  });
  test("a picture that was cut off is asked for as a whole again", () => {
    wire.watch("tasks", 1, heard);
    line().onopen?.();
    line().hear({ id: 1, page: [], first: true, last: false, version: ["v1"] });
    line().onclose?.();
    timers.pass(250);
    line().onopen?.();
    expect(line().said).toEqual([{ id: 1, watch: "tasks", mode: "state", depth: 1, clip: 400 }]);
  });
  test("calls less and less often while nobody answers, and at once when somebody is in a hurry", () => {
    for (const wait of [250, 500, 1_000, 2_000, 4_000, 4_000]) {
      line().onclose?.();
      const before = lines.length;
      timers.pass(wait - 1);
      expect(lines.length).toBe(before);
      timers.pass(1);
      expect(lines.length).toBe(before + 1);
    }
    line().onclose?.();
    const before = lines.length;
    wire.hurry();
    expect(lines.length).toBe(before + 1);
  });
  test("a line that went dead without a word is given up", () => {
    line().onopen?.();
    timers.pass(15_000);
    expect(line().said).toEqual([{ id: 0, ping: true }]);
    timers.pass(10_000);
    expect(wire.status).toBe("away");
    expect(lines[0]?.closed).toBe(true);
  });
  test("a line that answers the question is kept", () => {
    line().onopen?.();
    timers.pass(15_000);
    line().hear({ id: 0, pong: true });
    timers.pass(14_999);
    expect(wire.status).toBe("open");
  });
  test("what is watched no more is not heard and not watched again", () => {
    const stop = wire.watch("tasks", 1, heard);
    line().onopen?.();
    stop();
    expect(line().said.at(-1)).toEqual({ id: 1, unwatch: true });
    line().hear({ id: 1, changes: [{ path: "a" }] });
    line().onclose?.();
    timers.pass(250);
    line().onopen?.();
    expect(line().said).toEqual([]);
    expect(heard.all).toEqual([]);
  });
  test("a refusal is told once; who fell behind begins anew", () => {
    wire.watch("nowhere", 1, heard);
    wire.watch("tasks", 1, heard);
    line().onopen?.();
    line().hear({ id: 1, error: { code: "space-unknown", detail: "no" } });
    line().hear({ id: 2, ended: { code: "behind", detail: "slow" } });
    timers.pass(500);
    expect(heard.all).toEqual(["refused space-unknown"]);
    expect(line().said.at(-1)).toEqual({ id: 2, watch: "tasks", mode: "state", depth: 1, clip: 400 });
  });
  test("who is called twice answers once: a line that was given up is not heard any more", () => {
    wire.watch("tasks", 1, heard);
    line().onclose?.();
    timers.pass(250);
    const first = line();
    const late = first.onopen;
    wire.hurry(); // it is looked at again before there was an answer
    expect([lines.length, first.closed]).toEqual([3, true]);
    late?.();
    expect(first.onmessage).toBeNull();
    line().onopen?.();
    expect(line().said).toEqual([{ id: 1, watch: "tasks", mode: "state", depth: 1, clip: 400 }]);
  });
  test("a call that nobody answers is made again", () => {
    timers.pass(10_000);
    expect(wire.status).toBe("away");
    timers.pass(250);
    expect(lines.length).toBe(2);
  });
  test("at rest it does not call by itself", () => {
    line().onopen?.();
    wire.rest();
    timers.pass(60_000);
    expect([wire.status, lines.length, line().closed]).toEqual(["away", 1, true]);
    wire.start();
    expect(lines.length).toBe(2);
  });
  test("what is refused because the node stops is watched again when it is back", () => {
    wire.watch("tasks", 1, heard);
    line().onopen?.();
    line().hear({ id: 1, error: { code: "stopping", detail: "it stops" } });
    line().onclose?.();
    timers.pass(250);
    line().onopen?.();
    expect(line().said.length).toBe(1);
    expect(heard.all).toEqual([]);
  });
  test("the end of an older line does not end the newer one", () => {
    const old = line();
    const late = old.onclose;
    old.onclose?.();
    wire.hurry();
    line().onopen?.();
    late?.();
    expect(wire.status).toBe("open");
  });
});
