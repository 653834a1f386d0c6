// Fields that observe two things beside themselves: the rules, which their parent has and anybody may change while the
// form is open, and each other, where one says what another may be.
import { element } from "./page.js";

const RULES = { name: { least: 2 }, age: { from: 0, to: 120 }, guardian: { underAge: 18 } };

export function form(page) {
  const rules = page.load("rules", RULES);
  const fields = { name: field(page, "name", "text"), age: field(page, "age", "number"), email: field(page, "email", "email"), again: field(page, "again", "email"), guardian: field(page, "guardian", "text") };
  const says = {
    name: (all, of) => (all.name.length >= of.name.least ? "" : `at least ${of.name.least} letters`),
    age: (all, of) => (all.age !== "" && Number(all.age) >= of.age.from && Number(all.age) <= of.age.to ? "" : `from ${of.age.from} to ${of.age.to}`),
    email: (all) => (/^\S+@\S+$/.test(all.email) ? "" : "an address"),
    again: (all) => (all.again === all.email ? "" : "the same address"),
    guardian: (all, of) => (Number(all.age) >= of.guardian.underAge || all.guardian !== "" ? "" : `needed under ${of.guardian.underAge}`),
  };
  const least = element("input", { type: "number", min: "1", max: "20" });
  const done = element("p", { id: "verdict" });
  page.element.append(
    element("h2", { textContent: "Form" }),
    ...Object.values(fields).map((one) => one.label),
    element("label", {}, "The rule: so many letters in a name", least),
    done,
  );
  page.on(least, "input", () => rules.at("name/least").set(Math.max(1, Number(least.value))));
  page.watch(rules.at("name/least"), (value) => (least.value = String(value)));
  // The cell of the page is the parent of rules and fields: whichever of them changes, all are looked at once.
  page.watch(page.cell, (value) => {
    const all = { name: "", age: "", email: "", again: "", guardian: "", ...value?.fields };
    const wrong = Object.entries(says).filter(([name, says]) => fields[name].say(says(all, value?.rules ?? RULES)) !== "");
    done.textContent = wrong.length === 0 ? "All is well." : `${wrong.length} to look at`;
  });
}

function field(page, name, type) {
  const cell = page.load(`fields/${name}`, "");
  const input = element("input", { type, name });
  const wrong = element("span", { className: "wrong" });
  page.on(input, "input", () => cell.set(input.value));
  page.watch(cell, (value) => {
    if (input.value !== value) input.value = String(value ?? "");
  });
  const say = (text) => {
    wrong.textContent = text;
    input.ariaInvalid = String(text !== "");
    return text;
  };
  return { label: element("label", {}, name, input, wrong), say };
}
