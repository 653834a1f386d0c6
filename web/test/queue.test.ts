import { beforeEach, describe, expect, test } from "vitest";
import { WriteQueue } from "../src/lib/queue.js";
import { parse } from "../src/lib/address.js";
import { answered, Away, Problem } from "../src/lib/http.js";
import { FakeNode, atOnce, settled } from "./fakes.js";

describe("edits", () => {
  let node: FakeNode;
  let kept: string | null;
  let queue: WriteQueue;
  const keep = { load: () => kept, save: (text: string) => void (kept = text) };
  const made = () => new WriteQueue(node.ask, keep, "me", atOnce);
  const put = (address: string, body: string, seen: string[] | null = ["v0"]) => queue.add(parse(address), "put", body, seen);
  const sent = () => node.asked.map((one) => `${one.method ?? "GET"} ${one.path} ${one.body ?? ""}`.trim());

  beforeEach(() => {
    node = new FakeNode();
    kept = null;
    queue = made();
  });

  test("go to the node in order, with a name, and with what was seen", async () => {
    put("tasks/a~1b", "1");
    put("tasks/b", '"x"', null);
    await settled();
    expect(sent()).toEqual(["PUT /tasks/a~1b 1", 'PUT /tasks/b "x"']);
    expect(node.asked[0]?.headers).toMatchObject({ Parents: '"v0"', Peer: '"me"' });
    expect(node.asked[1]?.headers?.["Parents"]).toBeUndefined();
    expect(node.asked[0]?.headers?.["Version"]).not.toBe(node.asked[1]?.headers?.["Version"]);
    expect(queue.edits).toEqual([]);
  });
  test("wait while the node is away, and go under the same name when it is back", async () => {
    node.away = true;
    put("tasks/a", "1");
    await settled();
    expect(queue.waiting).toBe(1);
    node.away = false;
    node.answer = (request) => (request.method ? {} : { json: 0 });
    await queue.pump();
    expect(sent()).toEqual(["PUT /tasks/a 1", "GET /tasks/a", "PUT /tasks/a 1"]);
    expect(node.asked[0]?.headers?.["Version"]).toBe(node.asked[2]?.headers?.["Version"]);
    expect(queue.waiting).toBe(0);
  });
  test("one that had arrived before the node went away is not done twice", async () => {
    node.away = true;
    put("tasks/a", '{"x": 1}');
    await settled();
    node.away = false;
    node.answer = () => ({ json: { x: 1 } });
    await queue.pump();
    expect(sent()).toEqual(['PUT /tasks/a {"x": 1}', "GET /tasks/a"]);
    expect(queue.edits).toEqual([]);
  });
  test("a removal of what is gone already is done", async () => {
    node.answer = () => ({ status: 404, json: { code: "not-found", detail: "nothing" } });
    queue.add(parse("tasks/a"), "delete", "", null);
    await settled();
    expect(queue.edits).toEqual([]);
  });
  test("outlive a reload of the page; one that was under way may have arrived", async () => {
    node.away = true;
    put("tasks/a", "1");
    put("tasks/b", "2");
    await settled();
    const state = (kept ?? "").replace('"state":"waiting"', '"state":"sending"');
    kept = state;
    const again = made();
    expect(again.edits.map((edit) => [edit.address, edit.state, edit.uncertain])).toEqual([
      ["tasks/a", "waiting", true],
      ["tasks/b", "waiting", false],
    ]);
  });
  test("what is kept and is nonsense is forgotten", () => {
    kept = "{{{";
    expect(made().edits).toEqual([]);
  });
  test("a cell that is edited again before it was sent is written once, on what was seen at first", async () => {
    node.away = true;
    put("tasks/x", "0");
    await settled();
    put("tasks/a", "1", ["v1"]);
    put("tasks/a", "2", ["v1"]);
    expect(queue.edits.map((edit) => edit.body)).toEqual(["0", "2"]);
    expect(queue.pending("tasks/a")?.parents).toEqual(["v1"]);
  });
  test("who edits a cell again has seen his own edit before, and nobody else's", async () => {
    node.answer = () => ({ version: "mine.1" });
    put("tasks/a", "1");
    await settled();
    put("tasks/a", "2");
    put("tasks/b", "3");
    await settled();
    expect(node.asked.map((one) => one.headers?.["Parents"])).toEqual(['"v0"', '"v0", "mine.1"', '"v0"']);
  });
  test("the places in a patch are those of what was looked at, whatever is written meanwhile", async () => {
    node.away = true;
    put("tasks/a", "1");
    queue.add(parse("tasks/a"), "patch", '[{"splice":"","at":1,"delete":0,"insert":"x"}]', ["v0"]);
    await settled();
    node.away = false;
    node.answer = () => ({ version: "mine.1" });
    await queue.pump();
    expect(node.asked.at(-1)?.headers?.["Parents"]).toEqual('"v0"');
  });
  test("one that is refused is shown with its code, the others go on", async () => {
    node.answer = ({ path }) => (path === "/tasks/a" ? { status: 403, json: { code: "not-allowed", detail: "no" } } : {});
    put("tasks/a", "1");
    put("tasks/b", "2");
    await settled();
    expect(queue.refused.map((edit) => [edit.address, edit.problem?.code])).toEqual([["tasks/a", "not-allowed"]]);
    const refused = queue.refused[0];
    node.answer = () => ({});
    if (refused) queue.again(refused, true);
    await settled();
    expect(node.asked.at(-1)?.headers?.["Parents"]).toBeUndefined();
    expect(queue.edits).toEqual([]);
  });
  test("one on what was seen too long ago goes when the cell is as it was seen, and only then", async () => {
    node.answer = ({ method, headers }) =>
      method === undefined ? { json: 7, version: "v9" } : headers?.["Parents"] === '"v9"' ? {} : { status: 409, json: { code: "version-unknown", detail: "old" } };
    queue.add(parse("tasks/a"), "put", "8", ["v0"], "7");
    queue.add(parse("tasks/b"), "put", "8", ["v0"], "6");
    await settled();
    expect(sent()).toEqual(["PUT /tasks/a 8", "GET /tasks/a", "PUT /tasks/a 8", "PUT /tasks/b 8", "GET /tasks/b"]);
    expect(queue.refused.map((edit) => [edit.address, edit.problem?.code])).toEqual([["tasks/b", "version-unknown"]]);
  });
  test("a node that is stopping is away, and refuses nothing", async () => {
    node.answer = () => ({ status: 503, json: { code: "stopping", detail: "bye" } });
    put("tasks/a", "1");
    await settled();
    expect(queue.waiting).toBe(1);
    expect(queue.refused).toEqual([]);
  });
  test("behind a proxy, a node that is away refuses nothing either", async () => {
    node.answer = () => ({ status: 401, json: { code: "token-wrong", detail: "sign in" } });
    put("tasks/a", "1");
    await settled();
    expect([queue.edits[0]?.state, queue.stalled]).toEqual(["waiting", true]);
    expect(queue.edits[0]?.uncertain).toBe(false); // nobody has carried it out
    expect(() => answered(502, "<h1>Bad Gateway</h1>", () => null)).toThrow(Away);
    expect(() => answered(500, "<h1>Oh</h1>", () => null)).toThrow(Problem);
  });
  test("one that may have arrived before its author was locked out may still have", async () => {
    node.away = true;
    put("tasks/a", "1");
    await settled();
    node.away = false;
    node.answer = () => ({ status: 401, json: { code: "token-wrong", detail: "sign in" } });
    await queue.pump();
    expect(queue.edits[0]?.uncertain).toBe(true);
  });
  test("without an answer it is not sent again at once, but when that is asked for", async () => {
    node.away = true;
    put("tasks/a", "1");
    await settled();
    expect(node.asked.length).toBe(1);
    node.away = false;
    await queue.pump();
    expect([queue.edits, queue.stalled]).toEqual([[], false]);
  });
  test("to a node that the page does not write to, nothing is sent", async () => {
    let barred = true;
    queue.isBarred = () => barred;
    put("tasks/a", "1");
    await settled();
    expect([node.asked.length, queue.waiting]).toEqual([0, 1]);
    barred = false;
    await queue.pump();
    expect(queue.waiting).toBe(0);
  });
  test("one can be discarded", async () => {
    node.away = true;
    const edit = put("tasks/a", "1");
    await settled();
    queue.drop(edit);
    expect(queue.edits).toEqual([]);
    expect(kept).toBe("[]");
  });
});
