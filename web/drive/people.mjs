// What people do with each other: invite, write, disagree, agree, go away and come back.
import { arrives, edit, expect, json, outside, row, shows, status, visit } from "./browser.mjs";

const scenarios = [];
export { scenarios };

scenarios.push(["an invitation made in one console is used in the other", async (context, a, b) => {
  const one = await visit(context, a + "/");
  await one.getByText("Nothing is here yet").waitFor();
  await one.getByRole("button", { name: "Add the first cell" }).click();
  await one.getByLabel(/^Name/).fill("tasks/groceries/milk");
  await one.getByLabel(/^Value/).fill('"2 litres"');
  await one.getByRole("button", { name: "Add cell" }).click();
  await shows(one, "tasks/groceries/milk", "2 litres");

  await one.getByRole("link", { name: "Boards" }).click();
  await one.getByRole("button", { name: "Invite" }).click();
  await one.getByLabel("A note for yourself").fill("for Bob");
  await one.getByRole("button", { name: "Make the link" }).click();
  const link = await one.getByTestId("link").inputValue();
  expect(link.startsWith("kith:"), "no link but " + link);
  await one.getByRole("img", { name: "QR code of the link" }).waitFor();

  const two = await visit(context, b + "/.kith/console/boards");
  await two.getByText("On no board yet").waitFor();
  await two.getByLabel("The link that you were given").fill(link);
  await two.getByRole("button", { name: "Join" }).click();
  await two.getByTestId("board-home").getByText("2 members, 2 here now").waitFor();
  await one.getByTestId("board-home").getByText("2 members, 2 here now").waitFor();
  await one.getByText("used up").waitFor();
  await one.getByText("for Bob").first().waitFor();

  await two.getByRole("link", { name: "Peers" }).click();
  await two.getByText("the same on both sides").first().waitFor();
}]);

scenarios.push(["a link is revoked before anybody has used it", async (context, a, b) => {
  const one = await visit(context, a + "/.kith/console/boards");
  await one.getByRole("button", { name: "Invite" }).click();
  await one.getByRole("button", { name: "Make the link" }).click();
  const link = await one.getByTestId("link").inputValue();
  await one.getByRole("button", { name: "Revoke it" }).click();
  await one.getByText("lets nobody in any more").first().waitFor();
  const refused = await json(b + "/.kith/join", { method: "POST", body: JSON.stringify({ link }) });
  expect(refused.code !== undefined, "the revoked link was taken");
}]);

scenarios.push(["an edit in one is seen in the other, with its author", async (context, a, b) => {
  const one = await visit(context, a + "/tasks/groceries/milk");
  const two = await visit(context, b + "/tasks/groceries/milk");
  await shows(two, "tasks/groceries/milk", "2 litres");
  await edit(one, "tasks/groceries/milk", "3");
  await shows(two, "tasks/groceries/milk", "3");
  const me = (await json(a + "/.kith/version")).peer.slice(0, 8);
  await row(two, "tasks/groceries/milk").locator(".by").filter({ hasText: me }).waitFor();
  await edit(two, "tasks/groceries/milk", '"4 litres"');
  await shows(one, "tasks/groceries/milk", "4 litres");
}]);

scenarios.push(["a conflict is made, seen by both, and settled by choosing", async (context, a, b) => {
  const key = "tasks/groceries/milk";
  const one = await visit(context, a + "/" + key);
  const two = await visit(context, b + "/" + key);
  await shows(one, key, "4 litres");
  await row(one, key).dblclick(); // begins to type, and has seen 4 litres
  await row(one, key).locator("input").fill('"oat"');
  await shows(two, key, "4 litres");
  await edit(two, key, '"soy"');
  await row(one, key).getByText("Somebody has changed it meanwhile").waitFor();
  await row(one, key).locator("input").press("Enter");
  await row(one, key).getByText("conflict").waitFor();
  await row(two, key).getByText("conflict").waitFor();
  const choice = two.getByTestId("conflict");
  await choice.getByText('"oat"').waitFor();
  await choice.locator("li").filter({ hasText: '"soy"' }).getByRole("button", { name: "Keep this one" }).click();
  await row(two, key).getByText("conflict").waitFor({ state: "detached" });
  await shows(one, key, '"soy"');
  await row(one, key).getByText("conflict").waitFor({ state: "detached" });
  const lives = await json(`${a}/${key}?conflicts`);
  expect(lives.length === 1 && lives[0].value === "soy", "still there: " + JSON.stringify(lives));
}]);

scenarios.push(["what is no JSON is told beside the field, and can be kept as a text", async (context, a) => {
  const page = await visit(context, a + "/tasks/groceries/milk");
  await row(page, "tasks/groceries/milk").dblclick();
  const field = row(page, "tasks/groceries/milk").locator("input");
  await field.fill("half full");
  await page.getByText("A text needs quotation marks around it.").waitFor();
  await field.press("Enter");
  expect(await field.isVisible(), "it was taken");
  await page.getByRole("button", { name: /Keep as text/ }).click();
  await shows(page, "tasks/groceries/milk", '"half full"');
  await arrives(a + "/tasks/groceries/milk", (text) => text === '"half full"');
}]);

scenarios.push(["a removed cell comes back by Undo, with all below it", async (context, a) => {
  const page = await visit(context, a + "/tasks/groceries");
  await json(a + "/tasks/groceries/eggs", { method: "PUT", body: "12" });
  await shows(page, "tasks/groceries", "2 cells");
  await row(page, "tasks/groceries").click();
  await page.getByTestId("cell").getByRole("button", { name: "Remove" }).click();
  await row(page, "tasks/groceries").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await shows(page, "tasks/groceries", "2 cells");
  await arrives(a + "/tasks/groceries/eggs", (text) => text === "12");
}]);

scenarios.push(["a whole number of 64 bits is shown and kept to its last digit", async (context, a) => {
  await fetch(a + "/tasks/big", { method: "PUT", body: "9007199254740993" });
  const page = await visit(context, a + "/tasks/big");
  await shows(page, "tasks/big", "9007199254740993");
  await edit(page, "tasks/big", "9223372036854775807");
  await shows(page, "tasks/big", "9223372036854775807");
  await arrives(a + "/tasks/big", (text) => text === "9223372036854775807");
}]);

scenarios.push(["a node that is stopped is told of, comes back by itself, and gets what was typed meanwhile", async (context, a, b) => {
  const key = "tasks/groceries/eggs";
  const page = await visit(context, a + "/" + key);
  await shows(page, key, "12");
  await row(page, key).dblclick();
  await row(page, key).locator("input").fill("13"); // a field is open when it goes
  await outside("stop-a");
  await status(page, "The node is away");
  await row(page, key).locator("input").press("Enter");
  await shows(page, key, "13");
  await row(page, key).getByText("waiting").waitFor();
  await status(page, "1 edit waits");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByLabel(/^Name/).fill("bread");
  await page.getByLabel(/^Value/).fill('"rye"');
  await page.getByRole("button", { name: "Add cell" }).click();
  await status(page, "2 edits wait");
  await outside("start-a");
  await status(page, "Connected");
  await row(page, key).getByText("waiting").waitFor({ state: "detached" });
  await shows(page, "tasks/groceries/bread", "rye");
  const there = await json(a + "/tasks/groceries");
  expect(there.eggs === 13 && there.bread === "rye", "the node has " + JSON.stringify(there));
  const two = await visit(context, b + "/tasks/groceries/bread");
  await shows(two, "tasks/groceries/bread", "rye");
}]);
