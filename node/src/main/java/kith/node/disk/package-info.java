/// A home on a real disk: files, who may open them, and the thread that writes.
///
/// **What it is.** [FileDisk][kith.node.disk.FileDisk] is the store's port on files.
/// [DiskWriter][kith.node.disk.DiskWriter] is the one thread that uses it while a peer runs, and
/// commits in groups. [HomeLock][kith.node.disk.HomeLock] keeps a second process out.
///
/// **The problem.** A sync costs as much as a thousand writes, so a sync for each change would set
/// the speed of everything; and the owner of the engine must not wait for one. The naive fix, a
/// sync now and then, acknowledges what a loss of power takes back. Here the engine hands over
/// writes and *tickets*; the writer carries out all that has queued, syncs once, and answers the
/// last ticket: the more there is to do, the more one sync covers.
///
/// **Sources.** Group commit: Gawlick and Kinkade, *Varieties of Concurrency Control in IMS/VS Fast
/// Path* (1985). What a failed sync means: Rebello et al., *Can Applications Recover from fsync
/// Failures?* (USENIX ATC 2020): the system marks pages as clean that never reached the disk, so
/// that a second sync succeeds and lies. Hence the first failure is the last word: nothing is
/// written after it until the home is opened again. What a crash leaves of names and lengths:
/// Pillai et al., *All File Systems Are Not Created Equal* (OSDI 2014): hence a sync covers the
/// folder too.
///
/// **Threads.** A `FileDisk` is used by one thread at a time; a `DiskWriter` takes orders from any
/// thread and never waits; its answers come on its own thread. None of these threads may be
/// interrupted: Java closes a file under an interrupted thread.
@NullMarked
package kith.node.disk;

import org.jspecify.annotations.NullMarked;
