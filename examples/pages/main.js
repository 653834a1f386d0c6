// Moves between the pages: loads the cells and observers of the one that comes, unloads those of the one that goes.
import { open } from "@kith/peer";
import { dashboard } from "./dashboard.js";
import { form } from "./form.js";
import { Page } from "./page.js";
import { wizard } from "./wizard.js";

const PAGES = { dashboard, form, wizard };

const peer = await open({ name: "pages" });
const space = peer.board().space("pages");
const at = document.getElementById("page");
const observers = document.getElementById("observers");
let page = null;

function go() {
  const name = location.hash.slice(1) in PAGES ? location.hash.slice(1) : "dashboard";
  page?.unload();
  page = new Page(space.at(name), at);
  at.replaceChildren();
  PAGES[name](page);
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${name}`) link.ariaCurrent = "page";
    else link.ariaCurrent = null;
  }
  observers.value = `${peer.observers} observers`;
}

addEventListener("hashchange", go);
go();
