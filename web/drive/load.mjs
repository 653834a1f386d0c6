// Much at once: a level of a hundred thousand cells, and a thousand changes a second.
import { expect, json, outside, row, visit } from "./browser.mjs";

const scenarios = [];
export { scenarios };

const CELLS = 100_000;
const ROWS_MAX = 200;
const GAP_MAX = 1_000; // guess: a page that stands still for longer is felt as broken, also on a busy machine

/** Measures the gaps between frames until it is asked. */
export async function watchFrames(page) {
  await page.evaluate(() => {
    const gaps = [];
    let last = performance.now();
    const frame = (now) => {
      gaps.push(now - last);
      last = now;
      globalThis.framesWatched = requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    globalThis.frameGaps = gaps;
  });
}
export async function gaps(page) {
  const all = await page.evaluate(() => globalThis.frameGaps.splice(0));
  all.sort((x, y) => x - y);
  return { longest: all.at(-1) ?? 0, median: all[all.length >> 1] ?? 0, frames: all.length };
}
/** Measures from each click to the frame that shows what became of it, in the page: a driver's own way is not in it. */
async function watchClicks(page) {
  await page.evaluate(() => {
    globalThis.longestClick = 0;
    new PerformanceObserver((entries) => {
      for (const entry of entries.getEntries()) globalThis.longestClick = Math.max(globalThis.longestClick, entry.duration);
    }).observe({ type: "event", durationThreshold: 16 });
  });
}
const drawn = (page) => page.locator('[role="treegrid"] [role="row"]').count();

async function fill(a) {
  for (let from = 0; from < CELLS; from += 10_000) {
    const edits = Array.from({ length: 10_000 }, (_, i) => ({ put: "n" + String(from + i).padStart(6, "0"), value: from + i }));
    const answer = await json(a + "/big", { method: "PATCH", body: JSON.stringify(edits) });
    expect(answer.version !== undefined, "not written: " + JSON.stringify(answer));
  }
}

scenarios.push(["a level of 100,000 cells scrolls, only what is seen is drawn, and 1,000 changes a second do not freeze it", async (context, a) => {
  await fill(a);
  const page = await visit(context, a + "/big/n000010");
  await row(page, "big/n000010").waitFor();
  await page.getByTestId("status").getByText(/100,\d\d\d rows/).waitFor({ timeout: 60_000 });
  await watchFrames(page);
  const box = page.locator('[role="treegrid"]');
  await box.hover();
  for (let i = 0; i < 30; i++) {
    await page.mouse.wheel(0, 1_200);
    if (i % 10 === 0) expect((await drawn(page)) < ROWS_MAX, "too many rows are drawn: " + (await drawn(page)));
  }
  const scrolling = await gaps(page);
  expect(scrolling.longest < GAP_MAX, "it stood still while scrolling: " + JSON.stringify(scrolling));
  await box.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("PageUp");
  await row(page, "big/n099990").waitFor();
  expect((await drawn(page)) < ROWS_MAX, "too many rows are drawn at the end");

  // The same page, since a hundred thousand rows take their time: 1,000 changes a second do not freeze it.
  await page.keyboard.press("Home");
  await row(page, "big/n000010").waitFor();
  await gaps(page);
  await outside("storm-begin");
  await row(page, "big/n000001").filter({ hasText: "storm" }).waitFor();
  await gaps(page);
  await watchClicks(page);
  for (let i = 0; i < 8; i++) {
    const place = await row(page, `big/n00000${i}`).boundingBox();
    await page.mouse.click(place.x + 60, place.y + place.height / 2);
    await page.waitForFunction((key) => document.querySelector(`[data-key="${key}"]`)?.getAttribute("aria-selected") === "true", `big/n00000${i}`);
    await page.waitForTimeout(100);
  }
  const clicks = await page.evaluate(() => ({ longest: globalThis.longestClick, seen: performance.eventCounts.get("click") }));
  const storm = await gaps(page);
  const written = Number(await outside("storm-end"));

  expect(storm.longest < GAP_MAX, "it stood still: " + JSON.stringify(storm));
  expect(clicks.seen >= 8 && clicks.longest < GAP_MAX, "a click took too long: " + JSON.stringify(clicks));
  await row(page, "big/n000003").filter({ hasText: "last" }).waitFor();
}]);
