// Small words for what the scenarios do.
/** A bound and no measure: the machine may have much else to do, and a link whose other side is gone without a word ends after 27 s only. */
export const WAIT = 60_000;

/** A tab with a peer; what it complains about fails the scenario. `options` are those of open(). */
export async function tab(context, port, options = {}, host = "localhost") {
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error?.stack ?? error)));
  page.on("console", (message) => message.type() === "error" && page.complaints.push(message.text()));
  await page.goto(`http://${host}:${port}/test/page.html?${new URLSearchParams(options)}`);
  if (!("wait" in options)) await opened(page);
  return page;
}

export async function opened(page) {
  await page.waitForFunction(() => window.ready !== undefined || window.failure !== undefined);
  const failure = await page.evaluate(() => window.failure);
  if (failure !== undefined) throw new Error(failure);
}

export function expect(holds, what) {
  if (!holds) throw new Error(what);
}

export function same(found, expected, what) {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  expect(one === other, `${what}: found ${one}, expected ${other}`);
}

/** Sets a cell and waits until it is on disk. */
export function write(page, path, value) {
  return page.evaluate(([path, value]) => peer.board().space("tasks").at(path).set(value).durable(), [path, value]);
}

export function read(page, path = "") {
  return page.evaluate((path) => peer.board().space("tasks").at(path).get(), path);
}

/** Waits until a cell shows that. */
export async function shows(page, path, value) {
  await page
    .waitForFunction(([path, value]) => JSON.stringify(peer.board().space("tasks").at(path).get()) === value, [path, JSON.stringify(value)])
    .catch(async (error) => {
      throw new Error(`${path} shows ${JSON.stringify(await read(page, path))}, not ${JSON.stringify(value)}: ${error.message}`);
    });
}

export function store(page) {
  return page.evaluate(() => peer.mesh.status().store);
}
