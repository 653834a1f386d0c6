// Firefox as a second engine: alone, and on one board with Chromium.
import { expect, json, WAIT } from "./browser.mjs";
import { firefox } from "./marionette.mjs";
import { site } from "./site.mjs";
import { opened, same, shows, write } from "../peer/test/scenarios/words.mjs";

/** The scenarios with that Firefox; without one they are left out, and that is said. */
export const scenariosWith = (executable) => [
  ["tabs of Firefox keep what they write, link with each other and, over WebRTC, with Chromium", executable ? (context, a) => together(executable, context, a) : null, "there is no Firefox"],
];

async function together(executable, context, a) {
  const server = await site();
  const { link } = await json(a + "/.kith/invite", { method: "POST", body: '{"uses":9}' });
  const url = `http://localhost:${server.address().port}/test/page.html?${new URLSearchParams({ invite: link })}`;
  const fox = await firefox(executable);
  const own = await context.browser().newContext({ permissions: ["microphone", "camera"] });
  own.setDefaultTimeout(WAIT);
  const visit = async (browser) => {
    const page = await browser.newPage();
    await page.goto(url);
    await opened(page);
    return page;
  };
  const kinds = (page) => page.evaluate(() => peer.mesh.status().connected.flatMap(({ links }) => links.map(({ kind }) => kind)));
  const linkedBy = (page, kind) => page.waitForFunction((kind) => peer.mesh.status().connected.some(({ links }) => links.some((one) => one.kind === kind)), kind);
  try {
    const [one, two, three] = [await visit(fox), await visit(fox), await visit(own)];
    same(await one.evaluate(() => [peer.mesh.status().store.kind, peer.mesh.status().browser.split(" ")[0]]), ["opfs", "Firefox"], "the store and the browser");
    await write(one, "from/firefox", 1);
    await write(three, "from/chromium", 2);
    for (const page of [one, two, three]) await shows(page, "from", { chromium: 2, firefox: 1 });
    await linkedBy(two, "same browser");
    await linkedBy(three, "webrtc").catch(async (error) => expect(false, `${error.message}: Chromium is linked by ${await kinds(three)}`));
    const id = await two.evaluate(() => peer.id);
    await two.reload();
    await opened(two);
    same(await two.evaluate(() => peer.id), id, "the peer that is loaded again");
    await shows(two, "from", { chromium: 2, firefox: 1 });
    return { links: await kinds(three) };
  } finally {
    await own.close();
    await fox.close();
    server.close();
  }
}
