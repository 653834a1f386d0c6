// Steps that cascade: what is chosen in one says what there is to choose in the next, and a choice that is not there any
// more is taken back. The steps know nothing of each other; each observes the cell of the one before.
import { element } from "./page.js";

const TRIPS = { sea: ["sail", "swim", "dive"], mountains: ["walk", "climb"], city: ["see", "eat", "hear"] };
const NIGHTS = { sail: [3, 7, 14], swim: [1, 3], dive: [7], walk: [2, 5], climb: [5, 10], see: [1, 2, 3], eat: [1, 2], hear: [1] };
const PRICE = 85;

export function wizard(page) {
  // What is chosen belongs to this visit of the page, and not to one in another tab.
  const trip = page.borrow(`trips/${crypto.randomUUID()}`, {});
  const [where, what, nights] = ["where", "what", "nights"].map((name) => trip.at(name));
  const total = element("p", { id: "total" });
  page.element.append(
    element("h2", { textContent: "Wizard" }),
    step(page, "Where to", where, null, () => Object.keys(TRIPS)),
    step(page, "To do what", what, where, (chosen) => TRIPS[chosen] ?? []),
    step(page, "For how many nights", nights, what, (chosen) => NIGHTS[chosen] ?? []),
    total,
  );
  page.watch(nights, (chosen) => (total.textContent = typeof chosen === "number" ? `${chosen * PRICE} euros` : "Choose on."));
}

function step(page, title, cell, before, choices) {
  const select = element("select", { name: title });
  let offered = [];
  page.on(select, "change", () => {
    const chosen = offered.find((one) => String(one) === select.value);
    if (chosen === undefined) cell.delete();
    else cell.set(chosen);
  });
  const show = (chosen) => (select.value = String(chosen ?? ""));
  const offer = (chosenBefore) => {
    offered = choices(chosenBefore);
    select.replaceChildren(new Option("…", ""), ...offered.map((one) => new Option(String(one))));
    select.disabled = offered.length === 0;
    const chosen = cell.get();
    if (chosen !== undefined && !offered.includes(chosen)) cell.delete();
    show(cell.get());
  };
  if (before === null) offer();
  else page.watch(before, offer);
  page.watch(cell, show);
  return element("label", {}, title, select);
}
