import { describe, expect, test } from "vitest";
import { Door, tokenOf } from "../src/lib/door.js";
import { shelf } from "../src/lib/shelf.js";
import { FakeNode } from "./fakes.js";

const wrong = { status: 401, json: { code: "token-wrong", detail: "that is not the token of this home" } };

describe("the door", () => {
  test("is open where no token is asked for, and at a node of before there were sessions", async () => {
    const node = new FakeNode();
    const door = new Door(node.ask);
    node.answer = () => ({ json: { needed: false, in: true } });
    await door.look();
    expect([door.state, door.needed]).toEqual(["open", false]);
    node.answer = () => ({ status: 404, json: { code: "not-found", detail: "there is no /.kith/session" } });
    const other = new Door(node.ask);
    await other.look();
    expect(other.state).toBe("open");
  });
  test("says that a token is wrong, and lets in with the right one", async () => {
    const node = new FakeNode();
    const door = new Door(node.ask);
    node.answer = () => ({ json: { needed: true, in: false } });
    await door.look();
    expect(door.state).toBe("locked");
    node.answer = () => wrong;
    expect(await door.enter("no")).toBe(false);
    expect(door.problem).toEqual({ code: "token-wrong", what: "That is not the token of this home.", todo: "" });
    node.answer = () => ({ json: { needed: true, in: true } });
    expect(await door.enter("yes")).toBe(true);
    expect([door.state, door.problem]).toEqual(["open", null]);
    expect(node.asked.at(-1)).toMatchObject({ path: "/.kith/session", method: "POST", headers: { Authorization: "Bearer yes" } });
  });
  test("sends nothing that is no header, and is as it was while the node is away", async () => {
    const node = new FakeNode();
    const door = new Door(node.ask);
    node.answer = () => wrong;
    await door.enter("with ü\nand a line");
    expect(node.asked[0]?.headers).toEqual({ Authorization: "Bearer -" });
    node.away = true;
    await door.look();
    expect(door.state).toBe("locked");
  });
  test("shows a token again until the node has answered, and then forgets it", async () => {
    const node = new FakeNode();
    const door = new Door(node.ask);
    node.away = true;
    expect(await door.enter("early")).toBe(false);
    expect([door.state, door.waits]).toEqual(["unknown", true]);
    await door.look();
    expect(node.asked.map((one) => one.method)).toEqual(["POST", "POST"]);
    node.away = false;
    node.answer = () => ({ json: { needed: true, in: true } });
    await door.look();
    expect([door.state, door.waits]).toEqual(["open", false]);
    expect(node.asked.at(-1)).toMatchObject({ method: "POST", headers: { Authorization: "Bearer early" } });
    await door.look();
    expect(node.asked.at(-1)?.method).toBeUndefined();
  });
  test("shows no token twice at the same time", async () => {
    const node = new FakeNode();
    const door = new Door(node.ask);
    node.answer = () => ({ json: { needed: true, in: true } });
    await Promise.all([door.enter("once"), door.look(), door.look()]);
    expect(node.asked.length).toBe(1);
  });
  test("forgets a token that was wrong, and asks whether it is open all the same", async () => {
    const node = new FakeNode();
    const door = new Door(node.ask);
    node.away = true;
    await door.enter("old");
    node.away = false;
    node.answer = (request) => (request.method === "POST" ? wrong : { json: { needed: true, in: true } });
    await door.look(); // another tab had signed in
    expect([door.state, door.waits]).toEqual(["open", false]);
  });
  test("takes the token from the end of an address", () => {
    expect([tokenOf("#token=abc"), tokenOf("#find=x&token=abc"), tokenOf("#find=x"), tokenOf("")]).toEqual(["abc", "abc", "", ""]);
  });
});

describe("what the browser keeps", () => {
  test("is kept in the page when the browser refuses", () => {
    const closed = shelf(() => {
      throw new Error("cookies are blocked");
    });
    expect(closed.getItem("a")).toBeNull();
    closed.setItem("a", "1");
    expect(closed.getItem("a")).toBe("1");
  });
});
