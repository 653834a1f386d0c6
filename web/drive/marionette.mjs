// Drives Firefox by the protocol that every Firefox speaks with `--marionette`: messages on a socket, each its length, a
// colon, and JSON. Playwright drives only a Firefox that was built for it.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const START_MILLIS = 30_000;
const SCRIPT_MILLIS = 30_000;

const PREFERENCES = [
  ["marionette.port", 0], // a free one
  ["browser.shell.checkDefaultBrowser", false],
  ["datareporting.policy.dataSubmissionEnabled", false],
  // Without a way to the network, the addresses of this machine are all there is to link by.
  ["media.peerconnection.ice.obfuscate_host_addresses", false],
  ["media.peerconnection.ice.loopback", true],
];

/** The port that Firefox says in its profile, once it listens. */
async function portIn(profile) {
  const end = performance.now() + START_MILLIS;
  while (performance.now() < end) {
    const port = Number(await readFile(join(profile, "MarionetteActivePort"), "utf8").catch(() => ""));
    if (port > 0) return port;
    await new Promise((later) => setTimeout(later, 50));
  }
  throw new Error("Firefox does not listen");
}

/** One connection to a Firefox. */
class Wire {
  #socket;
  #waiting = new Map();
  #number = 0;
  #bytes = Buffer.alloc(0);

  constructor(socket) {
    this.#socket = socket;
    socket.on("data", (bytes) => this.#came(bytes));
  }

  ask(command, parameters = {}) {
    const number = ++this.#number;
    const text = JSON.stringify([0, number, command, parameters]);
    this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    return new Promise((answered, failed) => this.#waiting.set(number, { answered, failed, command }));
  }

  #came(bytes) {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (;;) {
      const colon = this.#bytes.indexOf(":");
      const size = Number(this.#bytes.subarray(0, colon));
      if (colon < 0 || this.#bytes.length < colon + 1 + size) return;
      const word = JSON.parse(this.#bytes.subarray(colon + 1, colon + 1 + size));
      this.#bytes = this.#bytes.subarray(colon + 1 + size);
      if (Array.isArray(word)) this.#answer(word); // the first says who is there
    }
  }

  #answer([, number, error, result]) {
    const { answered, failed, command } = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (error === null) answered(result);
    else failed(new Error(`${command}: ${error.message}`));
  }
}

/** A page of it; with the few words that scenarios need of a page of Playwright. */
class Page {
  #wire;
  #handle;

  constructor(wire, handle) {
    this.#wire = wire;
    this.#handle = handle;
  }

  async #here() {
    await this.#wire.ask("WebDriver:SwitchToWindow", { handle: this.#handle, focus: false });
  }

  async goto(url) {
    await this.#here();
    await this.#wire.ask("WebDriver:Navigate", { url });
  }

  async reload() {
    await this.#here();
    await this.#wire.ask("WebDriver:Refresh");
  }

  async close() {
    await this.#here();
    await this.#wire.ask("WebDriver:CloseWindow");
  }

  /** The worth of that function in the page, and of its promise. */
  async evaluate(what, given) {
    await this.#here();
    const script = `const [given, done] = arguments; Promise.resolve().then(() => (${what})(given)).then((worth) => done(worth === undefined ? {} : { worth }), (error) => done({ error: String(error) }));`;
    const { value } = await this.#wire.ask("WebDriver:ExecuteAsyncScript", { script, args: [given ?? null], sandbox: null, newSandbox: false });
    if (value.error !== undefined) throw new Error(value.error);
    return value.worth;
  }

  async waitForFunction(what, given) {
    const end = performance.now() + SCRIPT_MILLIS;
    while (performance.now() < end) {
      const worth = await this.evaluate(what, given);
      if (worth) return worth;
      await new Promise((later) => setTimeout(later, 20));
    }
    throw new Error(`it never came about: ${what}`);
  }
}

/** Starts a Firefox without a screen, with a profile of its own. */
export async function firefox(executable) {
  const profile = await mkdtemp(join(tmpdir(), "kith-firefox-"));
  await writeFile(join(profile, "user.js"), PREFERENCES.map(([name, value]) => `user_pref("${name}", ${value});`).join("\n"));
  const process = spawn(executable, ["--headless", "--marionette", "--no-remote", "--profile", profile, "about:blank"], { stdio: "ignore" });
  const ended = new Promise((over) => process.once("exit", over));
  const socket = connect(await portIn(profile), "127.0.0.1");
  const wire = new Wire(socket);
  const { capabilities } = await wire.ask("WebDriver:NewSession", { capabilities: {} });
  await wire.ask("WebDriver:SetTimeouts", { script: SCRIPT_MILLIS });
  return {
    version: capabilities.browserVersion,
    async newPage() {
      const { handle } = await wire.ask("WebDriver:NewWindow", { type: "tab", focus: false });
      return new Page(wire, handle);
    },
    async close() {
      process.kill();
      await ended;
      socket.destroy();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
