// Which page is shown, from the address in the browser and back.
import { Told, type Schedule } from "./told.js";
import { fromUrl, print, ROOT, toUrl, type Address } from "./address.js";

export const PAGES = ["tree", "changes", "peers", "network", "boards", "store", "tab", "words"] as const;
export type Page = (typeof PAGES)[number];
export type Route = { readonly page: Page; readonly address: Address; readonly find: string };

const CONSOLE = "/.kith/console";

export function read(pathname: string, search: string, hash: string): Route {
  if (pathname !== CONSOLE && !pathname.startsWith(CONSOLE + "/")) {
    const find = new URLSearchParams(hash.slice(1)).get("find") ?? "";
    return { page: "tree", address: fromUrl(pathname), find };
  }
  const name = pathname.slice(CONSOLE.length + 1);
  const page = PAGES.find((one) => one === name) ?? "tree";
  const at = /[?&]at=([^&]*)/.exec(search)?.[1] ?? ""; // it is a part of a URL, and decoded as one
  return { page, address: fromUrl("/" + at), find: "" };
}

export function href(page: Page, address: Address = ROOT, find = ""): string {
  if (page === "tree") return toUrl(address) + (find ? "#" + new URLSearchParams({ find }).toString() : "");
  const at = toUrl(address).slice(1);
  return `${CONSOLE}/${page}` + (at ? `?at=${at}` : "");
}

type Window = Pick<globalThis.Window, "location" | "history">;

export class Router extends Told {
  route: Route;
  readonly #window: Window;

  constructor(window: Window, schedule?: Schedule) {
    super(schedule);
    this.#window = window;
    this.route = this.#read();
  }

  #read(): Route {
    const { pathname, search, hash } = this.#window.location;
    return read(pathname, search, hash);
  }

  /** The browser went somewhere. */
  moved(): void {
    this.route = this.#read();
    this.tell();
  }

  go(to: string, replace = false): void {
    if (replace) this.#window.history.replaceState(null, "", to);
    else this.#window.history.pushState(null, "", to);
    this.moved();
  }

  /** The selected cell is the address that can be copied; it makes no step to go back to. */
  at(address: Address): void {
    if (this.route.page !== "tree" || print(address) === print(this.route.address)) return;
    this.#window.history.replaceState(null, "", href("tree", address, this.route.find));
    this.route = { ...this.route, address };
    this.tell();
  }
}
