// Two people in one text: at once, at one place, away and back; what is undone, refused, pasted, looked back at.
import { expect, hurry, json, outside, rules, shows, status, visit } from "./browser.mjs";

const scenarios = [];
export { scenarios };

const editor = (page) => page.locator(".cm-content");
const shown = (page) => page.locator(".cm-line").evaluateAll((lines) => lines.map((line) => {
  const copy = line.cloneNode(true);
  for (const caret of copy.querySelectorAll(".other-caret")) caret.remove();
  return copy.textContent;
}).join("\n"));
const text = async (url) => (await fetch(url)).json();

async function until(holds, what) {
  const end = Date.now() + 20_000;
  for (;;) {
    if (await holds()) return;
    if (Date.now() > end) throw new Error(what);
    await new Promise((then) => setTimeout(then, 25));
  }
}

async function same(urls, pages, what = () => true) {
  let last = "";
  await until(async () => {
    const all = [...await Promise.all(urls.map(text)), ...await Promise.all(pages.map(shown))];
    last = JSON.stringify(all);
    return all.every((one) => one === all[0]) && what(all[0]);
  }, "not the same everywhere, or not as it should be: " + last).catch((error) => { throw new Error(error.message + last); });
}

/** Once for each part that was typed: where a page is slow, what is typed at a stretch is more than one. */
async function presses(page, key, wanted) {
  for (let parts = wanted.length; parts > 0 && (await shown(page)) !== wanted; parts--) await page.keyboard.press(key);
}

async function opened(context, url) {
  const page = await visit(context, url);
  await editor(page).waitFor();
  await page.getByTestId("text-state").getByText("all saved").waitFor();
  return page;
}

scenarios.push(["a text is begun, and two type into it at once", async (context, a, b) => {
  const one = await visit(context, a + "/tasks");
  await one.getByRole("button", { name: "New text" }).click();
  await one.getByLabel("Name in tasks").fill("notes");
  await one.getByRole("button", { name: "Begin the text" }).click();
  await editor(one).waitFor();
  await editor(one).click();
  await one.keyboard.type("Shopping\n\nmilk\n");
  const two = await opened(context, b + "/tasks/notes");
  await same([a + "/tasks/notes", b + "/tasks/notes"], [one, two], (all) => all === "Shopping\n\nmilk\n");
  // Each at a place of its own, letter by letter.
  await editor(two).click();
  await two.keyboard.press("Control+End");
  await editor(one).click();
  await one.keyboard.press("Control+Home");
  await one.keyboard.press("End");
  await Promise.all([one.keyboard.type(" for Saturday", { delay: 12 }), two.keyboard.type("bread and a very long word", { delay: 7 })]);
  await same([a + "/tasks/notes", b + "/tasks/notes"], [one, two], (all) => all === "Shopping for Saturday\n\nmilk\nbread and a very long word");
  // Both at the same place: what one typed stays together.
  await one.keyboard.press("Control+End");
  await two.keyboard.press("Control+End");
  await Promise.all([one.keyboard.type("AAAAAAAAAAAAAAAAAAAA", { delay: 9 }), two.keyboard.type("BBBBBBBBBBBBBBBBBBBB", { delay: 11 })]);
  await same([a + "/tasks/notes", b + "/tasks/notes"], [one, two], (all) => all.split("A").length === 21 && all.split("B").length === 21);
  await one.getByTestId("text-state").getByText("all saved").waitFor();
  // The tree shows its beginning and its length.
  await shows(one, "tasks/notes", /Shopping for Saturday.*characters/);
}]);

scenarios.push(["everybody's cursor is seen with a name, and goes when its page goes", async (context, a, b) => {
  await json(a + "/tasks/met", { method: "PATCH", body: '[{"text":"","value":"where we meet\\nand when"}]' });
  const one = await opened(context, a + "/tasks/met");
  const two = await opened(context, b + "/tasks/met");
  const ada = (await json(a + "/.kith/version")).peer.slice(0, 8);
  await editor(one).click();
  await one.keyboard.press("Control+Home");
  await two.locator(".other-name", { hasText: ada }).waitFor({ state: "attached" });
  await two.getByLabel("Who else is in this text").getByText(ada).waitFor();
  await one.keyboard.press("Shift+End");
  await two.locator(".other-part").waitFor();
  await rules(two, "a text with somebody else's cursor");
  await one.close();
  await two.locator(".other-name").waitFor({ state: "detached" });
}]);

scenarios.push(["undo takes back one's own edits only", async (context, a, b) => {
  const url = [a + "/tasks/undone", b + "/tasks/undone"];
  await json(url[0], { method: "PATCH", body: '[{"text":"","value":"one two three"}]' });
  const one = await opened(context, url[0]);
  const two = await opened(context, url[1]);
  await editor(one).click();
  await one.keyboard.press("Control+End");
  await one.keyboard.type(" mine");
  await same(url, [one, two], (all) => all.endsWith("mine"));
  await editor(two).click();
  await two.keyboard.press("Control+Home");
  await two.keyboard.type("theirs ");
  await same(url, [one, two], (all) => all === "theirs one two three mine");
  await editor(one).click();
  await presses(one, "Control+z", "theirs one two three");
  await same(url, [one, two], (all) => all === "theirs one two three");
  await one.keyboard.press("Control+z");
  await presses(one, "Control+Shift+Z", "theirs one two three mine");
  await same(url, [one, two], (all) => all === "theirs one two three mine");
}]);

scenarios.push(["what is typed while the node is stopped is kept, also over a reload, and merged when it is back", async (context, a, b) => {
  const url = [a + "/tasks/apart", b + "/tasks/apart"];
  await json(url[0], { method: "PATCH", body: '[{"text":"","value":"start\\nend"}]' });
  const one = await opened(context, url[0]);
  const two = await opened(context, url[1]);
  await outside("stop-a");
  await status(one, "The node is away");
  await editor(one).click();
  await one.keyboard.press("Control+Home");
  await one.keyboard.type("typed by one while away, ");
  await one.getByText("Kept here until the node is back").waitFor();
  await editor(two).click();
  await two.keyboard.press("Control+Home");
  await two.keyboard.press("End");
  await two.keyboard.type(" and typed by two");
  await outside("start-a");
  await hurry(one);
  await status(one, "Connected");
  await same(url, [one, two], (all) => all === "typed by one while away, start and typed by two\nend");
  // A page that is loaded again with something unsent: it goes first.
  await one.evaluate(() => globalThis.lines.forEach((line) => line.close()));
  await one.route("**/tasks/apart", (route) => (route.request().method() === "PATCH" ? route.abort() : route.continue()));
  await editor(one).click();
  await one.keyboard.press("Control+End");
  await one.keyboard.type(" kept");
  await until(async () => (await one.evaluate(() => sessionStorage.getItem("kith-text:tasks/apart"))).includes("kept"), "it is not kept");
  await one.unroute("**/tasks/apart");
  one.on("dialog", (dialog) => dialog.accept());
  await one.reload();
  await editor(one).waitFor();
  await same(url, [one, two], (all) => all.endsWith("end kept"));
}]);

scenarios.push(["what a node took, and was stopped before it could say so, is inserted once", async (context, a, b) => {
  const url = [a + "/tasks/once", b + "/tasks/once"];
  await json(url[0], { method: "PATCH", body: '[{"text":"","value":"start"}]' });
  const one = await opened(context, url[0]);
  const two = await opened(context, url[1]);
  let lost = false;
  await one.route("**/tasks/once", async (route) => {
    if (lost || route.request().method() !== "PATCH") return route.continue();
    lost = true;
    await route.fetch(); // the node has it
    await outside("stop-a");
    await outside("start-a");
    await route.abort(); // and the page never heard of that
    await hurry(one);
  });
  await editor(one).click();
  await one.keyboard.press("Control+End");
  await one.keyboard.type(" typed once", { delay: 5 });
  await one.getByTestId("text-state").getByText("all saved").waitFor();
  await same(url, [one, two], (all) => all === "start typed once");
  expect(lost, "nothing was lost on the way");
}]);

scenarios.push(["what was typed last is not lost when the text is closed at once", async (context, a) => {
  const url = a + "/tasks/closed";
  await json(url, { method: "PATCH", body: '[{"text":"","value":"one"}]' });
  const page = await opened(context, url);
  await editor(page).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" two three four");
  await page.getByTestId("cell").getByRole("button", { name: "Close" }).click();
  await until(async () => (await text(url)) === "one two three four", "it did not come");
  await until(async () => (await page.evaluate(() => sessionStorage.getItem("kith-text:tasks/closed"))) === "null", "it is still kept");
}]);

scenarios.push(["emoji are typed and deleted as one, and what is pasted may be large", async (context, a, b) => {
  const url = [a + "/tasks/emoji", b + "/tasks/emoji"];
  await json(url[0], { method: "PATCH", body: '[{"text":"","value":""}]' });
  const one = await opened(context, url[0]);
  const two = await opened(context, url[1]);
  await editor(one).click();
  await one.keyboard.insertText("a😀b👩‍👩‍👧c");
  await same(url, [one, two], (all) => all === "a😀b👩‍👩‍👧c");
  await one.keyboard.press("Control+End");
  await one.keyboard.press("Backspace");
  await one.keyboard.press("Backspace");
  await one.keyboard.press("Backspace");
  await one.keyboard.press("Backspace");
  await same(url, [one, two], (all) => all === "a");
  // More than 1 MiB: no change of the node holds that, so it goes in several.
  await editor(one).evaluate((content) => {
    const data = new DataTransfer();
    data.setData("text/plain", "0123456789abcdef\r\n".repeat(70_000));
    content.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await one.getByTestId("text-state").getByText("1,190,001 characters, all saved").waitFor();
  await two.getByTestId("text-state").getByText("1,190,001 characters, all saved").waitFor();
  expect((await text(url[1])).length === 1 + 17 * 70_000, "it did not all come");
}]);

scenarios.push(["a refused edit stays in the editor, is said, and goes when somebody says so", async (context, a) => {
  const url = a + "/tasks/refused";
  await json(url, { method: "PATCH", body: '[{"text":"","value":"one"}]' });
  const page = await opened(context, url);
  await page.route("**/tasks/refused", (route) => (route.request().method() === "PATCH" ? route.fulfill({ status: 400, contentType: "application/json", body: '{"code":"position-malformed","detail":"the text has no such place"}' }) : route.continue()));
  await editor(page).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" two");
  await page.getByText("The node did not take what you typed").waitFor();
  await rules(page, "a text that was refused");
  expect((await shown(page)) === "one two", "it is not in the editor: " + (await shown(page)));
  await page.unroute("**/tasks/refused");
  await page.getByRole("button", { name: /Send it again/ }).click();
  await same([url], [page], (all) => all === "one two");
}]);

scenarios.push(["a slider walks through the past of a text, and what was is written back", async (context, a) => {
  const url = a + "/tasks/past";
  await json(url, { method: "PATCH", body: '[{"text":"","value":"milk and bread"}]' });
  await json(url, { method: "PATCH", body: '[{"splice":"","at":5,"delete":3,"insert":"or"}]' });
  await json(url, { method: "PATCH", body: '[{"splice":"","at":0,"delete":4,"insert":"oat milk"}]' });
  const page = await opened(context, url);
  await page.getByRole("button", { name: "History" }).click();
  const past = page.getByTestId("text-history");
  await past.getByText("change 3 of 3").waitFor();
  const slider = past.getByRole("slider");
  await slider.focus();
  await page.keyboard.press("Home");
  await past.getByText("change 1 of 3").waitFor();
  await past.locator("del", { hasText: "and" }).waitFor();
  await past.locator("ins", { hasText: "oat" }).waitFor();
  await rules(page, "the past of a text");
  await past.getByRole("button", { name: "Write this back" }).click();
  await same([url], [page], (all) => all === "milk and bread");
}]);
