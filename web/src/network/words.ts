// How the parts of the picture are called.
import type { Role, Standing } from "./model.js";

export const STANDING_WORDS: Readonly<Record<Standing, string>> = { alive: "here", suspected: "suspected", gone: "gone" };
export const ROLE_WORDS: Readonly<Record<Role, string>> = { feeds: "feeds", announces: "announces", lazy: "lazy", unknown: "not known here" };

/** A time in a picture: milliseconds while they are few. */
export const after = (millis: number): string => (millis < 1_000 ? `${Math.round(millis)} ms` : `${(millis / 1_000).toFixed(1)} s`);
