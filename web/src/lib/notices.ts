// What is said to the person: a few notices at the edge of the page, and words for a screen reader.
import { Told } from "./told.js";
import { explain } from "./http.js";

export type Notice = {
  readonly id: number;
  readonly text: string;
  readonly todo: string;
  readonly code: string;
  readonly bad: boolean;
  readonly action: { readonly label: string; readonly run: () => void } | null;
};

const SHOWN_MAX = 4;
const SHOWN_MILLIS = 9_000;

export class Notices extends Told {
  shown: Notice[] = [];
  spoken = "";

  #next = 1;

  constructor() {
    super((run) => run());
  }

  /** For a screen reader only. */
  say(text: string): void {
    this.spoken = this.#anew(text);
    this.tell();
  }

  /** The same words again are read out only when the text is another. */
  #anew(text: string): string {
    return text === this.spoken ? text + "\u00a0" : text;
  }

  add(text: string, action: Notice["action"] = null): void {
    this.#add({ id: this.#next++, text, todo: "", code: "", bad: false, action });
  }

  failed(error: unknown): void {
    const { code, what, todo } = explain(error);
    this.#add({ id: this.#next++, text: what, todo, code, bad: true, action: null });
  }

  #add(notice: Notice): void {
    this.shown = [...this.shown, notice].slice(-SHOWN_MAX);
    this.spoken = this.#anew(notice.todo ? `${notice.text} ${notice.todo}` : notice.text);
    this.tell();
    if (!notice.bad) setTimeout(() => this.drop(notice.id), SHOWN_MILLIS); // what went wrong stays
  }

  drop(id: number): void {
    this.shown = this.shown.filter((notice) => notice.id !== id);
    this.tell();
  }
}
