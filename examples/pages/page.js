// What a page has for as long as it is shown: the cells that it loaded, whom it observes, what it listens to. When one
// moves on, `unload` ends all of it: so no page has to remember what it began.
//
// The naive way, each page ending what it thinks it has begun, forgets something sooner or later; and what is forgotten
// goes on in the background, draws into elements that nobody sees, and keeps them alive.

export class Page {
  /** @type {(() => void)[]} */
  #ends = [];

  /**
   * @param {import("@kith/peer").Cell} cell where the page's cells are
   * @param {HTMLElement} element where it is shown
   */
  constructor(cell, element) {
    this.cell = cell;
    this.element = element;
  }

  /** Loads a cell: with that value, where nothing is there yet. */
  load(path, otherwise) {
    const cell = this.cell.at(path);
    if (!cell.exists()) cell.set(otherwise);
    return cell;
  }

  /** Loads a cell that is this page's alone: it goes with the page. */
  borrow(path, value) {
    const cell = this.cell.at(path);
    cell.set(value);
    this.#ends.push(() => cell.delete());
    return cell;
  }

  /** Tells what is in the cell now, and whenever it is something else. */
  watch(cell, told) {
    this.#ends.push(cell.subscribe(told));
  }

  on(target, event, heard) {
    target.addEventListener(event, heard);
    this.#ends.push(() => target.removeEventListener(event, heard));
  }

  unload() {
    for (const end of this.#ends.reverse()) end();
    this.#ends = [];
    this.element.replaceChildren();
  }
}

/** An element with properties and children. */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
