// What nobody expects: names that are none, places where something is already, a page of an older build.
import { expect, json, row, shows, status, visit } from "./browser.mjs";

const scenarios = [];
export { scenarios };

async function add(page, name, value) {
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByLabel(/^Name/).fill(name);
  await page.getByLabel(/^Value/).fill(value);
  await page.getByRole("button", { name: "Add cell" }).click();
}

scenarios.push(["names and values of any kind are shown as what they are, and lead back to themselves", async (context, a) => {
  const names = ["n".repeat(1000), "🦊 שלום", "<img src=x onerror=alert(1)>", "a  b", "%2F%41?&at=#", "half\ud800", "turned\u202earound", "__proto__"];
  await json(a + "/odd", { method: "PATCH", body: JSON.stringify(names.map((name) => ({ put: name, value: "<b>" + name }))) });
  const page = await visit(context, a + "/odd/a%20%20b");
  await shows(page, "odd/a  b", '"<b>a  b"');
  expect((await page.locator("main img, main b").count()) === 0, "a name or a value was taken for HTML");
  for (const name of names) {
    const id = await row(page, "odd/" + name).getAttribute("id");
    expect(!/\s/.test(id), "no id: " + id);
    await row(page, "odd/" + name).click();
    await page.getByTestId("cell").getByRole("link", { name: "Changes here" }).click();
    await page.getByText("1 of them shown").waitFor();
    await page.goBack();
    await page.locator(`[aria-selected="true"]`).waitFor();
    expect((await page.locator(`[aria-selected="true"]`).getAttribute("id")) === id, "it led elsewhere from " + id);
  }
  await row(page, "odd/turned\u202earound").filter({ hasText: "turned\\u202earound" }).waitFor();
}]);

scenarios.push(["adding never replaces what is there", async (context, a) => {
  await json(a + "/tasks/kept/deep", { method: "PUT", body: '"precious"' });
  await json(a + "/tasks/leaf", { method: "PUT", body: "1" });
  const page = await visit(context, a + "/tasks/leaf");
  await shows(page, "tasks/leaf", "1");
  await add(page, "leaf", "2");
  await page.getByText("tasks/leaf is there already").waitFor();
  await page.getByLabel(/^Name/).fill("kept/deep"); // its level was not loaded
  await page.getByRole("button", { name: "Add cell" }).click();
  await page.getByText("tasks/kept/deep is there already").waitFor();
  await page.getByLabel(/^Name/).fill("leaf/below");
  await page.getByRole("button", { name: "Add cell" }).click();
  await page.getByText("what is below it would be hidden").waitFor();
  await page.getByLabel(/^Name/).fill("fresh");
  await page.getByRole("button", { name: "Add cell" }).click();
  await shows(page, "tasks/fresh", "2");
  expect((await json(a + "/tasks/kept/deep")) === "precious", "it was replaced");
}]);

scenarios.push(["a page of an older build stays while somebody types, and loads itself afterwards", async (context, a) => {
  const page = await visit(context, a + "/tasks/leaf");
  await shows(page, "tasks/leaf", "1");
  await row(page, "tasks/leaf").dblclick();
  await row(page, "tasks/leaf").locator("input").fill("17");
  await page.evaluate(() => (globalThis.stillHere = true));
  await page.route("**/.kith/version", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...(await answer.json()), console: "newer" } });
  });
  await page.evaluate(() => globalThis.lines.forEach((line) => line.close())); // as when the node is started anew
  await status(page, "no field is open");
  expect(await page.evaluate(() => globalThis.stillHere), "it was loaded again while somebody typed");
  const loaded = page.waitForEvent("load");
  await row(page, "tasks/leaf").locator("input").press("Enter");
  await loaded;
  await shows(page, "tasks/leaf", "17");
}]);

scenarios.push(["on a phone the selected cell is not hidden by what is told of it", async (context, a) => {
  const page = await context.newPage();
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(a + "/tasks/groceries/milk");
  await row(page, "tasks/groceries/milk").waitFor();
  await page.getByTestId("cell").getByText("Last change").waitFor();
  await page.waitForFunction(() => {
    const pane = document.querySelector('[data-testid="cell"]').getBoundingClientRect();
    const selected = document.querySelector('[aria-selected="true"]')?.getBoundingClientRect();
    return selected && selected.bottom <= pane.top + 1;
  });
}]);

scenarios.push(["a list that is edited as JSON stays a list, and what others put in meanwhile stays", async (context, a) => {
  await json(a + "/tasks/order", { method: "PATCH", body: '[{"list":"","at":0,"delete":0,"insert":["milk","bread","tea"]}]' });
  const page = await visit(context, a + "/tasks/order");
  await row(page, "tasks/order").dblclick();
  await row(page, "tasks/order").locator("input").fill('["milk","rye bread","tea"]');
  await json(a + "/tasks/order", { method: "PATCH", body: '[{"list":"","at":3,"delete":0,"insert":["eggs"]}]' });
  await row(page, "tasks/order").locator("input").press("Enter");
  await shows(page, "tasks/order", '["milk","rye bread","tea","eggs"]');
  const [cell] = await json(a + "/tasks/order?cells");
  expect(cell.slot === "list" && !cell.contested, "it is " + JSON.stringify(cell));
  await page.getByRole("treegrid").press("u");
  await shows(page, "tasks/order", '["milk","bread","tea","eggs"]');
}]);
