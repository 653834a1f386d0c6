// What the browser keeps for the page. It may be full, or closed to pages (cookies are blocked): then what is kept
// lives as long as the page, and nothing else changes.

export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export function shelf(open: () => Storage): Shelf {
  const own = new Map<string, string>();
  return {
    getItem(key) {
      if (own.has(key)) return own.get(key) ?? null;
      try {
        return open().getItem(key);
      } catch {
        return null;
      }
    },
    setItem(key, value) {
      try {
        open().setItem(key, value);
        own.delete(key);
      } catch {
        own.set(key, value);
      }
    },
  };
}

export const session = shelf(() => sessionStorage);
export const local = shelf(() => localStorage);
