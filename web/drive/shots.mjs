// Takes the pictures of the console's page Network that the documents show.
//
//   node drive/shots.mjs CHROMIUM live URL FILE WRITER-URL     a board while an update that is written over there spreads
//   node drive/shots.mjs CHROMIUM recording URL FILE RECORDING N   a recording, 80 ms after its update N was written
import { chromium } from "playwright-core";
import { json } from "./browser.mjs";

const [, , executablePath, what, url, file, other, nth = 1] = process.argv;
const NETWORK = "/.kith/console/network";
const WAIT = 60_000;
const PART = 1_500; // of the three seconds that a live update is shown on its way

const browser = await chromium.launch({ executablePath, args: ["--headless", "--no-sandbox"], headless: true });
const page = await browser.newPage({ viewport: { width: 1400, height: 860 }, colorScheme: "light" });
page.setDefaultTimeout(WAIT);
await page.goto(url + NETWORK);
await (what === "live" ? live() : recording());
await page.screenshot({ path: file });
await browser.close();
process.exit(0);

async function live() {
  await page.getByText("No update came since").waitFor();
  await page.waitForTimeout(2_000); // until disks stand
  await json(other + "/notes/today", { method: "PUT", body: JSON.stringify("written at " + new Date().toISOString()) });
  await page.getByRole("heading", { name: "notes/today" }).waitFor();
  await page.waitForTimeout(PART);
}

async function recording() {
  await page.getByLabel("Open a recording").setInputFiles(other);
  await page.getByTestId("source").filter({ hasText: "A recording" }).waitFor();
  const next = page.getByRole("button", { name: "The next update" });
  for (let i = 0; i < nth; i++) await next.click();
  const time = page.getByLabel("Time of the recording");
  await time.fill(String(Number(await time.inputValue()) + 80));
  await page.getByTestId("stage").focus();
  await page.keyboard.press("ArrowRight");
}
