// A peer that others can reach: its page asks for the token.
import { edit, expect, hurry, json, outside, row, rules, shows, status, visit } from "./browser.mjs";

const scenarios = [];
export { scenarios };

scenarios.push(["where a token is asked for, the page signs in, and asks again without losing what was typed", async (context) => {
  const { url, token } = JSON.parse(await outside("start-open"));
  const right = { Authorization: "Bearer " + token };
  await fetch(url + "/tasks/a", { method: "PUT", body: "1", headers: right });
  await fetch(url + "/tasks/b", { method: "PUT", body: "1", headers: right });
  const page = await visit(context, url + "/tasks/a");
  const field = page.getByLabel("Token");
  await rules(page, "the page that asks for the token");
  await field.fill("wrong");
  await field.press("Enter");
  await page.getByText("That is not the token of this home").waitFor();
  expect((await context.cookies(url)).length === 0, "a cookie for a wrong token");
  await field.fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await shows(page, "tasks/a", "1");
  const [cookie] = await context.cookies(url);
  expect(cookie?.httpOnly && cookie.sameSite === "Strict" && cookie.expires === -1, "the cookie is " + JSON.stringify(cookie));
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  expect(!stored.includes(token) && !stored.includes(cookie.value), "the page keeps the secret: " + stored);
  await edit(page, "tasks/a", "2");
  await shows(page, "tasks/a", "2");

  await row(page, "tasks/a").dblclick(); // a field is open, and an edit is under way, when the sessions go
  await row(page, "tasks/a").locator("input").fill("3");
  await outside("stop-open");
  await status(page, "The node is away");
  await row(page, "tasks/a").locator("input").press("Enter");
  await row(page, "tasks/b").dblclick();
  await row(page, "tasks/b").locator("input").fill("4");
  await outside("start-open");
  await hurry(page);
  await page.getByRole("heading", { name: "Sign in again" }).waitFor();
  await page.getByText("1 edit waits here").waitFor();
  await page.keyboard.press("Escape"); // it is no question that can be left open
  await page.getByLabel("Token").fill(token);
  await page.getByLabel("Token").press("Enter");
  await status(page, "Connected");
  await row(page, "tasks/a").getByText("waiting").waitFor({ state: "detached" });
  await row(page, "tasks/b").locator("input").press("Enter");
  await shows(page, "tasks/b", "4");
  const there = await json(url + "/tasks", { headers: right });
  expect(there.a === 3 && there.b === 4, "the node has " + JSON.stringify(there));

  const second = await visit(context, url + "/tasks/b"); // the same browser is signed in
  await shows(second, "tasks/b", "4");
  await page.bringToFront();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in to this peer" }).waitFor();
  await second.getByRole("heading", { name: "Sign in again" }).waitFor(); // its socket ended with the session
  expect((await page.locator('[role="row"]').count()) === 0, "what was shown is still there");

  const link = await visit(context, url + "/tasks/b#token=" + token);
  await shows(link, "tasks/b", "4");
  expect(link.url() === url + "/tasks/b", "the token is still in the address");
  await shows(second, "tasks/b", "4"); // a tab that was locked hears of it
  await shows(page, "tasks/b", "4");

  await page.bringToFront();
  await page.getByRole("button", { name: "Sign out" }).click();
  await link.getByRole("heading", { name: "Sign in again" }).waitFor();
  await outside("stop-open");
  await link.evaluate((fragment) => (location.hash = fragment), "#token=" + token); // the link in a tab that is at that address
  await link.waitForFunction(() => location.hash === "");
  await outside("start-open");
  await hurry(link);
  await status(link, "Connected"); // it was shown again until the node was back
  await shows(link, "tasks/b", "4");
  await outside("stop-open");
}]);
