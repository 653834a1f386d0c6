// The example in examples/pages: a small application whose pages come and go.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, same } from "./words.mjs";

const CHANGES = 1_000;
const serve = fileURLToPath(new URL("../../../../examples/pages/serve.mjs", import.meta.url));

/** Serves the example for as long as the scenario lasts. */
const served = (scenario) => async (context) => {
  const server = spawn(process.execPath, [serve, "0"], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const url = String(await new Promise((said) => server.stdout.once("data", said))).trim();
    const visit = async () => {
      const page = await context.newPage();
      page.complaints = [];
      page.on("pageerror", (error) => page.complaints.push(error.message));
      await page.goto(url);
      await page.waitForSelector("h2");
      return page;
    };
    return await scenario(visit, context);
  } finally {
    server.kill();
  }
};

const go = (page, name, title) => page.evaluate((name) => (location.hash = name), name).then(() => page.waitForSelector(`h2:text("${title}")`));

export const scenarios = [
  ["a dashboard's totals, a form's rules and a wizard's steps follow each other, in two tabs", served(async (visit) => {
    const [one, two] = [await visit(), await visit()];
    await one.getByLabel("North").fill("70");
    for (const page of [one, two]) {
      await page.waitForFunction(() => document.getElementById("sum").value === "180" && document.getElementById("largest").value === "70");
    }
    await Promise.all([go(one, "form", "Form"), go(two, "form", "Form")]);
    for (const [name, value] of [["name", "Ada"], ["age", "17"], ["email", "a@b"], ["again", "a@b"]]) await one.fill(`input[name=${name}]`, value);
    await two.waitForFunction(() => document.getElementById("verdict").textContent === "1 to look at");
    await two.fill("input[name=guardian]", "Byron");
    await one.waitForFunction(() => document.getElementById("verdict").textContent === "All is well.");
    await two.getByLabel("The rule").fill("4"); // the parent's rule, while the form is open elsewhere
    await one.waitForFunction(() => document.querySelector("input[name=name]").ariaInvalid === "true");
    await go(one, "wizard", "Wizard");
    await one.getByLabel("Where to").selectOption("sea");
    await one.getByLabel("To do what").selectOption("dive");
    await one.getByLabel("For how many nights").selectOption("7");
    await one.waitForFunction(() => document.getElementById("total").textContent === "595 euros");
    await go(two, "wizard", "Wizard"); // another visit, which takes nothing from the first
    await two.getByLabel("Where to").selectOption("mountains");
    await go(two, "dashboard", "Dashboard");
    await two.evaluate(() => kith.peer.board().space("pages").at("left").set(true));
    await one.waitForFunction(() => kith.peer.board().space("pages").at("left").exists()); // and with it all before
    same(await one.evaluate(() => document.getElementById("total").textContent), "595 euros", "the total of the first visit");
    await one.getByLabel("Where to").selectOption("city"); // takes back what is not there
    await one.waitForFunction(() => document.getElementById("total").textContent === "Choose on." && document.querySelector("select[name='For how many nights']").disabled);
  })],
  [`after ${CHANGES} changes of the page there are as many observers and nodes as before`, served(async (visit, context) => {
    const page = await visit();
    const session = await context.newCDPSession(page);
    const counted = async () => {
      await go(page, "dashboard", "Dashboard");
      await session.send("HeapProfiler.collectGarbage");
      const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
      return { nodes, jsEventListeners, observers: await page.evaluate(() => document.getElementById("observers").value) };
    };
    const move = (times) => page.evaluate(async (times) => {
      const names = ["form", "wizard", "dashboard"];
      for (let i = 0; i < times; i++) {
        const moved = new Promise((heard) => addEventListener("hashchange", heard, { once: true }));
        location.hash = names[i % names.length];
        await moved;
      }
    }, times);
    await move(30);
    const before = await counted();
    await move(CHANGES);
    const after = await counted();
    same(after.observers, before.observers, "observers");
    expect(after.nodes <= before.nodes + 5 && after.jsEventListeners <= before.jsEventListeners, `nodes and listeners ${JSON.stringify([before, after])}`);
    return { before, after };
  })],
];
