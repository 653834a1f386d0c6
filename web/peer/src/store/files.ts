// The files of one slot, in the origin's private file system: written at places, flushed, read.
//
// Every file of the slot stays open, with the exclusive access that only a worker gets and that is the one way
// to write at a place and to flush. A store has a handful of them. The first sync covers all: what an earlier
// worker wrote and did not flush can be read, and may still be lost with the power.
import type { Bytes } from "../bytes.js";

/** An open file; the browser's FileSystemSyncAccessHandle outside of tests. */
export interface OpenFile {
  read(into: Uint8Array, options: { at: number }): number;
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

export interface Folder {
  names(): Promise<string[]>;
  /** Made when it is not there. */
  open(file: string): Promise<OpenFile>;
  remove(file: string): Promise<void>;
}

export class Files {
  readonly #folder: Folder;
  readonly #open = new Map<string, OpenFile>();
  readonly #unsynced = new Set<string>();

  private constructor(folder: Folder) {
    this.#folder = folder;
  }

  static async in(folder: Folder): Promise<Files> {
    const files = new Files(folder);
    try {
      for (const name of (await folder.names()).sort()) await files.#file(name);
    } catch (error) {
      files.close(); // what is half open would keep out whoever tries again
      throw error;
    }
    return files;
  }

  names(): string[] {
    return [...this.#open.keys()].sort();
  }

  size(name: string): number {
    return this.#open.get(name)?.getSize() ?? 0;
  }

  /** What there is: fewer bytes where the file ends before, none where there is no file. */
  read(name: string, offset: number, length: number): Bytes {
    const size = Math.max(0, Math.min(length, this.size(name) - offset));
    const bytes = new Uint8Array(size);
    let have = 0;
    while (have < size) {
      const more = this.#open.get(name)!.read(bytes.subarray(have), { at: offset + have });
      if (more === 0) break;
      have += more;
    }
    return have === size ? bytes : bytes.slice(0, have);
  }

  async write(name: string, offset: number, bytes: Uint8Array): Promise<void> {
    const file = await this.#file(name);
    this.#unsynced.add(name);
    for (let done = 0; done < bytes.length; ) {
      const more = file.write(bytes.subarray(done), { at: offset + done });
      if (more === 0) throw new DOMException("nothing more was written", "QuotaExceededError");
      done += more;
    }
  }

  async truncate(name: string, size: number): Promise<void> {
    (await this.#file(name)).truncate(size);
    this.#unsynced.add(name);
  }

  async remove(name: string): Promise<void> {
    const file = this.#open.get(name);
    if (file === undefined) return;
    this.#open.delete(name);
    this.#unsynced.delete(name);
    file.close();
    await this.#folder.remove(name);
  }

  sync(): void {
    for (const name of this.#unsynced) this.#open.get(name)?.flush();
    this.#unsynced.clear();
  }

  close(): void {
    for (const file of this.#open.values()) file.close();
    this.#open.clear();
  }

  async #file(name: string): Promise<OpenFile> {
    const known = this.#open.get(name);
    if (known !== undefined) return known;
    const file = await this.#folder.open(name);
    this.#open.set(name, file);
    this.#unsynced.add(name);
    return file;
  }
}

type Private = FileSystemFileHandle & { createSyncAccessHandle(): Promise<OpenFile> };

/** The folder of that path in the origin's private file system. Only in a worker. */
export async function privateFolder(...path: string[]): Promise<Folder> {
  let folder = await navigator.storage.getDirectory();
  for (const name of path) folder = await folder.getDirectoryHandle(name, { create: true });
  return {
    async names() {
      const names: string[] = [];
      for await (const entry of (folder as unknown as { values(): AsyncIterable<FileSystemHandle> }).values()) {
        if (entry.kind === "file") names.push(entry.name);
      }
      return names;
    },
    async open(file) {
      return ((await folder.getFileHandle(file, { create: true })) as Private).createSyncAccessHandle();
    },
    async remove(file) {
      await folder.removeEntry(file);
    },
  };
}
