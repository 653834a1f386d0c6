// Which part of the picture is on the screen: a move and a magnification.
import type { Place } from "./seats.js";

const ZOOM_MIN = 0.1;
const ZOOM_MAX = 12;
const MARGIN = 30;
const SCALE_MAX = 3.2; // of a small board that is fitted

export class View {
  x = 0;
  y = 0;
  scale = 1;
  width = 1;
  height = 1;

  /** From the picture to the screen. */
  toX(x: number): number {
    return (x - this.x) * this.scale + this.width / 2;
  }
  toY(y: number): number {
    return (y - this.y) * this.scale + this.height / 2;
  }

  fit([left, top, right, bottom]: readonly [number, number, number, number]): void {
    this.x = (left + right) / 2;
    this.y = (top + bottom) / 2;
    const scale = Math.min((this.width - 2 * MARGIN) / (right - left), (this.height - 2 * MARGIN) / (bottom - top));
    this.scale = Math.max(ZOOM_MIN, Math.min(SCALE_MAX, scale));
  }

  move(dx: number, dy: number): void {
    this.x -= dx / this.scale;
    this.y -= dy / this.scale;
  }

  /** What is at that point of the screen stays there. */
  zoom(by: number, atX = this.width / 2, atY = this.height / 2): void {
    const before = this.scale;
    this.scale = Math.max(ZOOM_MIN, Math.min(ZOOM_MAX, before * by));
    this.x += (atX - this.width / 2) * (1 / before - 1 / this.scale);
    this.y += (atY - this.height / 2) * (1 / before - 1 / this.scale);
  }
}

/** Who stands at that point of the screen, or nearest to it. */
export function nearest(places: ReadonlyMap<number, Place>, view: View, x: number, y: number, reach: number): number | null {
  let [best, far] = [null as number | null, reach];
  for (const [number, place] of places) {
    const distance = Math.hypot(view.toX(place.x) - x, view.toY(place.y) - y);
    if (distance < far) [best, far] = [number, distance];
  }
  return best;
}

/** Who comes next from there in a direction: near, and not far beside it. */
export function towards(places: ReadonlyMap<number, Place>, from: number, dx: number, dy: number): number | null {
  const start = places.get(from);
  let [best, least] = [null as number | null, Infinity];
  for (const [number, place] of places) {
    if (!start || number === from) continue;
    const along = (place.x - start.x) * dx + (place.y - start.y) * dy;
    const beside = Math.abs((place.x - start.x) * dy) + Math.abs((place.y - start.y) * dx);
    if (along > 0 && along + 2.2 * beside < least) [best, least] = [number, along + 2.2 * beside];
  }
  return best;
}
