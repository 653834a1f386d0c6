// Drives the console in a browser, on two peers, as a person would. Started by the tests of the lab with the
// addresses of the peers; says in one line of JSON each how a scenario went.
//
//   node drive/run.mjs CHROMIUM FOLDER URL-A URL-B people|load|mesh|strangers|bulk [WORD]   only the scenarios with that word in their name
//
// A picture of what failed is put into the folder.
import { launch } from "./browser.mjs";
import * as people from "./people.mjs";
import * as pages from "./pages.mjs";
import * as odd from "./odd.mjs";
import * as door from "./door.mjs";
import * as network from "./network.mjs";
import * as load from "./load.mjs";
import * as texts from "./texts.mjs";
import { scenariosWith } from "./firefox.mjs";
import * as mesh from "./mesh.mjs";
import * as strangers from "./strangers.mjs";
import * as bulk from "./bulk.mjs";

const [, , chromium, folder, a, b, part, only = ""] = process.argv;
const [invitation, ...others] = people.scenarios;
const parts = {
  people: [...others, ...texts.scenarios, ...pages.scenarios, ...odd.scenarios, ...network.scenarios, ...door.scenarios],
  load: [...load.scenarios, ...network.large],
  mesh: mesh.scenarios,
  strangers: [...strangers.scenarios, ...scenariosWith(process.env.FIREFOX)],
  bulk: bulk.scenarios,
};
const context = await launch(chromium, b);
try {
  // All build on the first one, in which a board is founded and shared.
  for (const [name, scenario, without] of [invitation, ...parts[part].filter(([name]) => name.includes(only))]) {
    if (scenario === null) {
      console.log(JSON.stringify({ scenario: name, why: "", leftOut: without }));
      continue;
    }
    const begun = performance.now();
    let why = "";
    let measured;
    try {
      measured = await scenario(context, a, b);
      for (const page of context.all()) for (const complaint of page.complaints ?? []) why ||= "the page complained: " + complaint;
    } catch (error) {
      why = String(error?.message ?? error);
      for (const page of context.all()) for (const complaint of page.complaints ?? []) why += "; the page complained: " + complaint;
      await context.all().at(-1)?.screenshot({ path: `${folder}/failed.png` }).catch(() => {});
    }
    for (const page of context.all()) if (page.url() !== "about:blank") await page.close({ runBeforeUnload: false });
    console.log(JSON.stringify({ scenario: name, why, millis: Math.round(performance.now() - begun), measured }));
  }
} finally {
  await context.browser().close();
}
process.exit(0);
