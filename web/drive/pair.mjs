// Two browsers that have nothing but WebRTC between them: they met at two nodes, which were stopped then.
import { outside, json, WAIT } from "./browser.mjs";
import { site } from "./site.mjs";
import { opened } from "../peer/test/scenarios/words.mjs";

/** Tells of a page in each. `prepare` is given each browser before its page is opened, `addresses` what each page's says more. */
export async function pair(context, a, told, { prepare = async () => {}, addresses = [{}, {}], wait = WAIT } = {}) {
  const server = await site();
  const { link } = await json(a + "/.kith/invite", { method: "POST", body: '{"uses":2}' });
  const browsers = [];
  let isStopped = false;
  const visit = async (more) => {
    // Without a way to the network, Chromium tells only who may use the microphone where it can be reached.
    const own = await context.browser().newContext({ permissions: ["microphone", "camera"] });
    browsers.push(own);
    own.setDefaultTimeout(wait);
    await prepare(own);
    const page = await own.newPage();
    page.complaints = [];
    page.on("pageerror", (error) => page.complaints.push(String(error)));
    await page.goto(`http://localhost:${server.address().port}/test/page.html?${new URLSearchParams({ invite: link, ...more })}`);
    await opened(page);
    return page;
  };
  try {
    const pages = [await visit(addresses[0]), await visit(addresses[1])];
    for (const page of pages) await linked(page);
    isStopped = true;
    for (const deed of ["stop-a", "stop-b"]) await outside(deed);
    for (const page of pages) await linked(page, true);
    const measured = await told(...pages);
    for (const { complaints } of pages) if (complaints.length > 0) throw new Error(`a page complained: ${complaints}`);
    return measured;
  } finally {
    for (const own of browsers) await own.close();
    if (isStopped) for (const deed of ["start-a", "start-b"]) await outside(deed);
    server.close();
  }
}

/** By WebRTC, beside links with nodes or alone. */
const linked = (page, alone = false) =>
  page.waitForFunction((alone) => {
    const kinds = peer.mesh.status().connected.flatMap(({ links }) => links.map(({ kind }) => kind));
    return kinds.includes("webrtc") && (!alone || kinds.every((kind) => kind === "webrtc"));
  }, alone);
