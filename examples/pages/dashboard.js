// Many widgets, each a cell of its own, and totals of all of them. The totals observe the parent of the widgets: a
// change below is told there, whichever widget it was in, and in whichever tab.
import { element } from "./page.js";

const WIDGETS = ["North", "East", "South", "West", "Web", "Shop", "Fair", "Post", "Phone", "Partners", "Returns", "Stock"];

export function dashboard(page) {
  const widgets = WIDGETS.map((name) => widget(page, name));
  const totals = ["sum", "average", "largest"].map((name) => element("output", { id: name }));
  page.element.append(
    element("h2", { textContent: "Dashboard" }),
    element("p", { className: "totals" }, ...totals.map((total) => element("span", {}, total.id, total))),
    element("ul", { className: "widgets" }, ...widgets),
  );
  page.watch(page.cell.at("widgets"), (value) => {
    const numbers = Object.values(value ?? {}).filter((one) => typeof one === "number");
    const sum = numbers.reduce((all, one) => all + one, 0);
    const shown = [sum, numbers.length === 0 ? 0 : Math.round(sum / numbers.length), Math.max(0, ...numbers)];
    totals.forEach((total, index) => (total.value = String(shown[index])));
  });
}

function widget(page, name) {
  const cell = page.load(`widgets/${name.toLowerCase()}`, 10);
  const range = element("input", { type: "range", min: "0", max: "100", ariaLabel: name });
  const shown = element("output");
  page.on(range, "input", () => cell.set(Number(range.value)));
  page.watch(cell, (value) => {
    range.value = String(value ?? 0);
    shown.value = String(value ?? 0);
  });
  return element("li", {}, element("strong", { textContent: `${name} ` }), shown, range);
}
