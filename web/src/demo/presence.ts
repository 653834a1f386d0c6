// What a tab of the demo shows of itself, as others read it. It comes from others, so nothing is believed
// of its form.
import type { LinkKind } from "@kith/peer";

export type Carried = { readonly to: string; readonly kind: LinkKind; readonly millis: number | null; readonly taken: number };
export type Presence = {
  readonly browser: string;
  readonly device: string;
  readonly links: readonly Carried[];
  readonly changes: number;
  readonly hash: string;
  readonly summary: string;
};

const KINDS: readonly LinkKind[] = ["webrtc", "websocket", "same browser", "relay"];
const TEXT_CHARS_MAX = 80;
/** Told and believed: with more, a presence would be larger than there may be one. */
export const LINKS_MAX = 24;

const text = (of: unknown): string => (typeof of === "string" ? of.slice(0, TEXT_CHARS_MAX) : "");
const count = (of: unknown): number => (typeof of === "number" && Number.isFinite(of) ? of : 0);

function link(of: unknown): Carried[] {
  if (!Array.isArray(of)) return [];
  const [to, kind, millis, taken] = of as unknown[];
  const known = KINDS.find((one) => one === kind);
  if (typeof to !== "string" || known === undefined) return [];
  return [{ to, kind: known, millis: typeof millis === "number" && millis >= 0 ? millis : null, taken: count(taken) }];
}

/** Who shows something, by id; what is no presence of this page is left out. */
export function told(presence: unknown): Map<string, Presence> {
  const all = new Map<string, Presence>();
  if (typeof presence !== "object" || presence === null) return all;
  for (const [id, of] of Object.entries(presence)) {
    if (typeof of !== "object" || of === null) continue;
    const { browser, device, links, changes, hash, summary } = of as Record<string, unknown>;
    all.set(id, {
      browser: text(browser),
      device: text(device),
      links: Array.isArray(links) ? links.slice(0, LINKS_MAX).flatMap(link) : [],
      changes: count(changes),
      hash: text(hash),
      summary: text(summary),
    });
  }
  return all;
}
