package kith.store;

import java.util.List;
import kith.lang.Bytes;

/// The files of one home's store, in one flat folder: what the core asks of a disk.
///
/// Between two syncs a disk may keep any part of what was written, page by page and name by name.
/// After a sync it keeps all of it. Nothing here is atomic, and nothing needs to be.
///
/// Every method may throw [DiskFailure]. Calls come from one thread at a time. Two implementations
/// matter: the node's files, and the lab's disk that tears, loses, lies and fills up.
public interface Disk {
    /// The names of all files, in any order. Names that are not the store's do no harm.
    List<String> list();

    /// How many bytes the file has.
    long size(String file);

    /// The `length` bytes of the file from `offset` on, or fewer, where the file ends before that.
    byte[] read(String file, long offset, int length);

    /// Writes `from[start..end)` into the file at `offset`. Creates the file when there is none. A
    /// gap between the end of the file and `offset` reads as zeros. Doing the same write again does
    /// no harm, so a write that failed half-way may be repeated.
    void write(String file, long offset, byte[] from, int start, int end);

    /// Returns when everything written before survives a loss of power: contents, lengths, names,
    /// and what was deleted.
    ///
    /// "Before" includes what an earlier process wrote and did not sync. That one may have been
    /// killed with its pages still in the cache of the operating system: we can read them, and the
    /// next loss of power takes them away. The first sync of a process must therefore cover all
    /// files.
    void sync();

    /// Cuts the file down to `size` bytes. It has at least as many.
    void truncate(String file, long size);

    /// Removes the file.
    void delete(String file);

    /// Something to be written: `bytes` into `file` at `offset`.
    record Write(String file, long offset, Bytes bytes) {
        public Write {
            if (offset < 0) {
                throw new IllegalArgumentException("a write before its file: " + offset);
            }
        }

        /// Carries it out.
        public void to(Disk disk) {
            disk.write(file, offset, bytes.shared(), 0, bytes.size());
        }
    }
}
