// How the parts of the picture are called.
import type { Role, Standing, Word } from "./model.js";

export const STANDING_WORDS: Readonly<Record<Standing, string>> = { alive: "here", suspected: "suspected", gone: "gone" };
export const ROLE_WORDS: Readonly<Record<Role, string>> = { feeds: "feeds", announces: "announces", lazy: "lazy", unknown: "not known here" };

/** A time in a picture: milliseconds while they are few. */
export const after = (millis: number): string => (millis < 1_000 ? `${Math.round(millis)} ms` : `${(millis / 1_000).toFixed(1)} s`);

const BY_WORDS: Readonly<Record<Word["by"], string>> = {
  link: "measured by the sender and its link",
  sender: "measured by the sender",
  clocks: "by two clocks",
  none: "nobody says how long it took",
};
const SAYS_WORDS: Readonly<Record<Word["says"], string>> = { both: "both say so", sender: "the sender says so", receiver: "the receiver says so" };

/** How a pass is known; nothing where it is a recording's. */
export const known = (word: Word | undefined): string => (word ? `${SAYS_WORDS[word.says]}, ${BY_WORDS[word.by]}` : "");
