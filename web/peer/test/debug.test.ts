import { afterEach, describe, expect, test } from "vitest";
import { isDebugged, show, traceBytes, type Debug } from "../src/debug.js";

const page = globalThis as { kith?: unknown };

afterEach(() => void delete page.kith);

describe("kith on the window", () => {
  test("is there on a page of this machine, unless the page says otherwise", () => {
    for (const host of ["localhost", "app.localhost", "127.0.0.1", "127.8.0.1", "[::1]"]) expect(isDebugged(undefined, host), host).toBe(true);
    for (const host of ["example.org", "localhost.example.org", "127.0.0.1.example.org", "192.168.0.7", "", "notlocalhost"]) expect(isDebugged(undefined, host), host).toBe(false);
    expect([isDebugged(false, "localhost"), isDebugged(true, "example.org"), isDebugged({ traceBytes: 1 }, "example.org")]).toEqual([false, true, true]);
  });

  test("keeps what the engine is told only where that is asked for", () => {
    expect([traceBytes(undefined), traceBytes(false), traceBytes(true), traceBytes({ traceBytes: 5 })]).toEqual([0, 0, 32 * 1024 * 1024, 5]);
  });

  test("takes the place of nothing, and goes when its peer does", () => {
    const [one, two] = [{}, {}] as Debug[];
    const hide = show(one!);
    show(two!)();
    expect(page.kith).toBe(one);
    hide();
    expect("kith" in page).toBe(false);
    page.kith = "the page's own";
    show(one!)();
    expect(page.kith).toBe("the page's own");
  });
});
