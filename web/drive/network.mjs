// The picture of the board: live, and of recordings.
import { expect, json, outside, rules, visit } from "./browser.mjs";
import { gaps, watchFrames } from "./load.mjs";

const scenarios = [];
const large = [];
export { scenarios, large };

const NETWORK = "/.kith/console/network";
const FRAMES = 150;
const MEDIAN_MAX = 50; // a bound and no measure: docs/console.md has measures

const cell = (page, name, column) => page.getByTestId("peers").locator("tbody tr").filter({ hasText: name }).locator("td").nth(column);

async function opened(page, file, peers) {
  await page.getByLabel("Open a recording").setInputFiles(file);
  await page.getByTestId("source").filter({ hasText: `${peers} peers` }).waitFor();
}

scenarios.push(["the picture of the board shows this peer and whom it is linked to, and the same in a table", async (context, a, b) => {
  const there = (await json(b + "/.kith/version")).peer.slice(0, 8);
  const page = await visit(context, a + NETWORK);
  await page.getByTestId("source").filter({ hasText: "2 peers, 1 link" }).waitFor();
  await page.getByRole("button", { name: "The same as a table" }).click();
  await cell(page, there, 1).filter({ hasText: "here" }).waitFor();
  await page.getByTestId("peers").getByText(", this peer").waitFor();
  await page.getByTestId("stage").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await page.getByTestId("looked-at").getByText("feeds").waitFor();
}]);

scenarios.push(["a recording is played, and told in words and shapes to whom it reaches with the keyboard alone", async (context, a) => {
  const file = await outside("record 16");
  const page = await visit(context, a + NETWORK);
  await opened(page, file, 16);
  await page.getByRole("button", { name: "The same as a table" }).click();
  const time = page.getByLabel("Time of the recording");
  await time.fill("15500"); // one has crashed, and was found to be gone
  const gone = page.getByTestId("peers").locator("tbody tr").filter({ hasText: "gone" });
  await gone.waitFor();
  const shapes = await page.getByTestId("peers").locator("tbody tr svg").evaluateAll((all) => [...new Set(all.map((one) => one.closest("td").innerText + " " + one.querySelector("path").getAttribute("d")))]);
  expect(shapes.length === 2, "the shapes are " + shapes.join("; "));
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await rules(page, "a recording in dark");
  await page.getByTestId("stage").focus();
  await page.keyboard.press("ArrowRight");
  const name = await page.getByTestId("looked-at").locator("h2").innerText();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction((before) => document.querySelector('[data-testid="looked-at"] h2').innerText !== before, name);
  await page.keyboard.press("Escape");
  await page.getByTestId("looked-at").waitFor({ state: "detached" });
  await page.keyboard.press(" ");
  await page.getByRole("button", { name: "Pause" }).waitFor();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: /notes/ }).first().click();
  await page.getByText("Follow the newest").waitFor();
  await page.getByRole("button", { name: "Back to the live board" }).click();
  await page.getByTestId("source").filter({ hasText: "What this peer knows" }).waitFor();
}]);

scenarios.push(["a recording in a cell is opened by its address, and what is none says why", async (context, a) => {
  const file = await outside("record 16");
  const { readFile } = await import("node:fs/promises");
  await json(a + "/recordings/sixteen", { method: "PUT", body: await readFile(file) });
  const page = await visit(context, a + NETWORK + "?recording=/recordings/sixteen");
  await page.getByTestId("source").filter({ hasText: "16 peers" }).waitFor();
  await json(a + "/recordings/none", { method: "PUT", body: '"words"' });
  const none = await visit(context, a + NETWORK + "?recording=/recordings/none");
  await none.getByRole("alert").filter({ hasText: "no recording of a board" }).waitFor();
}]);

scenarios.push(["the newest update lights up the way that it took among five peers, and who stops is gone", async (context, a) => {
  const crowd = JSON.parse(await outside("start-crowd"));
  await json(a + "/.kith/found", { method: "POST", body: JSON.stringify({ name: "crowd" }) });
  const { link } = await json(a + "/.kith/invite", { method: "POST", body: JSON.stringify({ board: "crowd", uses: 0 }) });
  for (const one of crowd) await json(one + "/.kith/join", { method: "POST", body: JSON.stringify({ link }) });
  const page = await visit(context, a + NETWORK);
  await page.getByRole("combobox", { name: "Board" }).selectOption("crowd");
  await page.getByTestId("source").filter({ hasText: "5 peers" }).waitFor();
  await page.getByRole("button", { name: "The same as a table" }).click();
  await page.getByText("No update came since").waitFor();

  const writer = crowd[0];
  const wrote = (await json(writer + "/.kith/version")).peer.slice(0, 8);
  await json(writer + "/@crowd/ways/first", { method: "PUT", body: '"hello"' });
  await page.getByRole("heading", { name: "ways/first" }).waitFor();
  await page.getByText(/^5 of 5$/).waitFor();
  await page.getByRole("row").filter({ has: page.getByRole("button", { name: wrote }) }).filter({ hasText: "wrote it" }).waitFor();
  // Another peer that is asked tells the same way.
  const told = await json(crowd[1] + "/.kith/trace", { method: "POST", body: JSON.stringify({ address: "@crowd/ways/first" }) });
  const rows = await page.getByTestId("peers").locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((one) => one.innerText.trim())));
  expect(told.peers.length === 5 && rows.length === 5, `${told.peers.length} were asked, ${rows.length} are shown`);
  for (const one of told.peers.filter((peer) => peer.from)) {
    const row = rows.find(([name]) => name.startsWith(one.peer.slice(0, 8)));
    expect(row?.[6].startsWith(one.from.slice(0, 8)), `${one.peer} has it from ${one.from}, and is shown as ${row}`);
  }
  await rules(page, "the way of a live update");

  await page.getByLabel("Or of the cell").fill("ways/none");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByRole("status").filter({ hasText: "nothing" }).waitFor();
  await outside("stop-one-of-crowd");
  await page.getByTestId("peers").locator("tbody tr").filter({ hasText: "gone" }).waitFor();
  await outside("stop-crowd");
}]);

large.push(["500 peers are drawn smoothly while an update spreads among them", async (context, a) => {
  const file = await outside("record 500");
  const page = await visit(context, a + NETWORK);
  await opened(page, file, 500);
  await page.getByRole("button", { name: "The next update" }).click();
  await page.getByRole("button", { name: "The next update" }).click();
  await page.getByRole("button", { name: /notes|photos/ }).first().click();
  await watchFrames(page);
  await page.waitForFunction((count) => globalThis.frameGaps.length >= count, FRAMES);
  const frames = await gaps(page);
  expect(frames.median < MEDIAN_MAX, "between frames: " + JSON.stringify(frames));
  await page.getByText(/^\d+ of 500$/).waitFor();
  await page.getByLabel("Cluster").selectOption({ index: 1 });
  await page.getByRole("button", { name: "The same as a table" }).click();
  const rows = await page.getByTestId("peers").locator("tbody tr").count();
  expect(rows > 0 && rows < 100, `${rows} rows are of one cluster`);
  return frames;
}]);
