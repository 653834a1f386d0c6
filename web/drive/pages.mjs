// What every page must be: reached by its address and by keys, readable, and as wide as the screen.
import { expect, json, row, rules, shows, status, visit } from "./browser.mjs";

const scenarios = [];
export { scenarios };

const CONSOLE = "/.kith/console/";
/** Each page, and what is there once it is there. */
const PAGES = [
  ["/", '[role="row"]'],
  ["/tasks/groceries/milk", '[data-testid="cell"]'],
  [CONSOLE + "changes?at=tasks", "ol > li"],
  [CONSOLE + "peers", "tbody tr"],
  [CONSOLE + "network", '[role="application"] canvas'],
  [CONSOLE + "boards", '[data-testid="board-home"] li'],
  [CONSOLE + "store", ".counters tr"],
  [CONSOLE + "tab", "h2, h3"],
  [CONSOLE + "words", "dt"],
];

async function everyPage(context, a, look) {
  for (const [path, there] of PAGES) {
    const page = await visit(context, a + path);
    await status(page, "Connected");
    await page.locator(there).first().waitFor();
    await look(page, path);
    await page.close();
  }
}

scenarios.push(["every page keeps the rules of accessibility, in light and in dark, and is no wider than a phone", async (context, a) => {
  await everyPage(context, a, async (page, path) => {
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await rules(page, path + " in light");
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    await page.setViewportSize({ width: 360, height: 740 });
    await rules(page, path + " in dark, on a phone");
    const over = await page.evaluate(() => {
      const inner = [...document.querySelectorAll(".page, .tree")].some((one) => one.scrollWidth > one.clientWidth + 1);
      return inner || document.documentElement.scrollWidth > document.documentElement.clientWidth;
    });
    expect(!over, path + " scrolls sideways");
  });
}]);

scenarios.push(["the tree is used with the keyboard alone", async (context, a) => {
  await json(a + "/keys/one", { method: "PUT", body: "1" });
  await json(a + "/keys/two/deep", { method: "PUT", body: "2" });
  const page = await visit(context, a + "/");
  await row(page, "keys").waitFor();
  for (let i = 0; i < 40; i++) {
    if (await page.evaluate(() => document.activeElement?.getAttribute("role") === "treegrid")) break;
    await page.keyboard.press("Tab");
  }
  const selected = async (key) => { await page.locator(`[data-key="${key}"][aria-selected="true"]`).waitFor(); };
  const drawn = () => page.evaluate(() => new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(() => then()))));
  await page.keyboard.press("Home");
  await drawn();
  for (let i = 0; i < 10 && !(await page.locator('[data-key="keys"][aria-selected="true"]').count()); i++) {
    await page.keyboard.press("ArrowDown");
    await drawn();
  }
  await selected("keys");
  await page.keyboard.press("ArrowRight");
  await row(page, "keys/one").waitFor();
  await page.keyboard.press("ArrowRight");
  await selected("keys/one");
  expect(await page.locator('[role="treegrid"]').getAttribute("aria-activedescendant") === "row-keys/one", "a screen reader is told of another row");
  await page.keyboard.press("Enter");
  await page.keyboard.type("11");
  await page.keyboard.press("Enter");
  await shows(page, "keys/one", "11");
  await page.keyboard.press("F2");
  await page.keyboard.type("99");
  await page.keyboard.press("Escape");
  await shows(page, "keys/one", "11");
  await page.keyboard.press("ArrowDown");
  await selected("keys/two");
  await page.keyboard.press("Enter");
  await row(page, "keys/two/deep").waitFor();
  await page.keyboard.press("ArrowLeft");
  await row(page, "keys/two/deep").waitFor({ state: "detached" });
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Delete");
  await row(page, "keys/one").waitFor({ state: "detached" });
  await page.keyboard.press("u");
  await shows(page, "keys/one", "11");
  await page.keyboard.press("?");
  await page.getByRole("heading", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await page.getByRole("heading", { name: "Peers" }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await row(page, "keys").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("deep");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "keys/two/deep" }).waitFor();
}]);

scenarios.push(["a search leads to the cell that was found", async (context, a) => {
  const page = await visit(context, a + "/");
  await page.getByLabel("Search names and values").fill("RYE");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByRole("link", { name: /tasks\/groceries\/bread/ }).click();
  await page.locator('[data-key="tasks/groceries/bread"][aria-selected="true"]').waitFor();
  expect(new URL(page.url()).pathname === "/tasks/groceries/bread", "the address is " + page.url());
  await page.goBack();
  await page.getByRole("link", { name: /tasks\/groceries\/bread/ }).waitFor();
}]);

scenarios.push(["the changes of a space are listed, and new ones come by themselves", async (context, a) => {
  await json(a + "/tasks/groceries/bread", { method: "PUT", body: '"wheat"' }); // behind how many changes it was before depends on how fast was typed
  const page = await visit(context, a + "/.kith/console/changes?at=tasks");
  await page.getByRole("link", { name: "groceries/bread" }).first().waitFor();
  await json(a + "/tasks/news", { method: "PUT", body: '"extra"' });
  const first = page.locator("main ol > li").first();
  await first.filter({ hasText: "news" }).filter({ hasText: "extra" }).waitFor();
  await first.getByText("this peer").waitFor();
}]);

scenarios.push(["a page of another version says so, keeps what was typed, and loads itself again", async (context, a) => {
  const page = await visit(context, a + "/tasks/groceries/eggs");
  await status(page, "Connected");
  await page.route("**/.kith/version", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...(await answer.json()), console: "another" } });
  });
  const loads = [];
  page.on("load", () => loads.push(page.url()));
  await page.reload();
  await status(page, "different versions");
  expect(loads.length <= 3, `it loaded itself ${loads.length} times`);
}]);

scenarios.push(["colours can be chosen and are kept", async (context, a) => {
  const page = await visit(context, a + "/.kith/console/words");
  await page.getByRole("button", { name: /Colours: As the system/ }).click();
  await page.getByRole("button", { name: /Colours: Light/ }).click();
  await page.reload();
  await page.getByRole("button", { name: /Colours: Dark/ }).waitFor();
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(paper === "rgb(17, 21, 20)", "the page is " + paper);
  await page.getByRole("button", { name: /Colours: Dark/ }).click();
}]);
