// Numbers, times and ids as people read them.

export function count(n: number, one: string, many = one + "s"): string {
  return `${grouped(n)} ${n === 1 ? one : many}`;
}

export function grouped(n: number): string {
  return Math.round(n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
}

export function bytes(n: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  while (n >= 1000 && unit < units.length - 1) {
    n /= 1000;
    unit++;
  }
  return `${unit === 0 || n >= 100 ? Math.round(n) : n.toFixed(1)} ${units[unit]}`;
}

/** A length of time, in its largest unit and the next. */
export function span(millis: number): string {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return hours % 24 && days < 7 ? `${days} d ${hours % 24} h` : `${days} d`;
}

export function ago(at: number, now: number): string {
  const passed = now - at;
  return passed < 2_000 ? "just now" : passed < 0 ? "in the future" : span(passed) + " ago";
}

export function micros(n: number): string {
  return n < 1_000 ? `${n} µs` : n < 100_000 ? `${(n / 1000).toFixed(1)} ms` : `${Math.round(n / 1000)} ms`;
}

/** Local date and time, to the second; one form for everybody. */
export function moment(at: number): string {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The beginning of an id is enough to tell peers apart. */
export function short(id: string): string {
  return id.slice(0, 8);
}

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** An id of a change names its author in hexadecimal; everywhere else peers are named in base 32. */
export function peerOfChange(change: string): string {
  const hex = change.split(".")[0] ?? "";
  let bits = 0;
  let held = 0;
  let out = "";
  for (const digit of hex) {
    held = (held << 4) | parseInt(digit, 16);
    bits += 4;
    if (bits >= 5) {
      bits -= 5;
      out += BASE32[(held >> bits) & 31];
      held &= (1 << bits) - 1;
    }
  }
  return bits > 0 ? out + BASE32[(held << (5 - bits)) & 31] : out;
}

export function seqOfChange(change: string): number {
  return parseInt(change.split(".")[2] ?? "0", 10);
}

/** A value on one line; what is too long ends in dots. */
export function clipped(text: string, max: number): string {
  return text.length > max ? text.slice(0, max - 1) + "…" : text;
}

/** What nobody would see, or what would turn around the text beside it, as JSON writes it: control characters, spaces of
 * no width, and marks of direction. Those that emoji and scripts are joined with stay. */
export function plain(text: string): string {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu, (c) => {
    return "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0");
  });
}

/** The same on one line. */
export function line(text: string): string {
  return plain(text).replaceAll("\n", "\\n");
}

/** One of so many colours for a peer, always the same one. Beside it there is always its name. */
export function tint(id: string): number {
  let sum = 7;
  for (const c of id.slice(0, 12)) sum = (sum * 31 + c.charCodeAt(0)) % 9973;
  return sum % 8;
}
