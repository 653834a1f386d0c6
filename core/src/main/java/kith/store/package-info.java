/// What a home keeps on disk: an append-only log of checked records, and checkpoints of the state
/// that the log adds up to. Read [Segment][kith.store.Segment] first.
///
/// The problem: a disk keeps its word only at a sync, and between two syncs it writes what it was
/// given in any order, in pieces, or not at all; and years later it hands back a flipped bit. A
/// store that stops reading at the first bad byte loses everything behind one flipped bit. A store
/// that skips whatever is bad serves the leftovers of a crash as if they had been promised. So the
/// log itself says how far it was known to be synced ([SYNCED records][kith.store.Appender]), and
/// [recovery][kith.store.Recovery] tells a torn tail, which is cut, from damage, which is reported
/// and stepped over.
///
/// Everything here is pure over a small port, [Disk][kith.store.Disk]. There are two sides. Writing
/// never touches the disk: [Appender][kith.store.Appender] and
/// [CheckpointWriter][kith.store.CheckpointWriter] decide what goes where and hand out
/// [writes][kith.store.Disk.Write] for a driver to carry out, many writes to one sync. Reading asks
/// the port directly, because it happens when a home is opened or verified, while nobody waits.
/// Records and sections are opaque bytes to this package.
///
/// Sources: the log of Rosenblum and Ousterhout, *The Design and Implementation of a Log-Structured
/// File System* (SOSP 1991), section 4, for a log with checkpoints; Pillai et al., *All File
/// Systems Are Not Created Equal* (OSDI 2014), for what a crash may leave behind; Alagappan et al.,
/// *Protocol-Aware Recovery for Consensus-Based Storage* (FAST 2018), section 3, for why a crash
/// and a corruption must be told apart. changed: they keep an identifier for each entry at another
/// place on the disk to tell the two apart; we write the synced position into the log itself,
/// because whoever appends knows it anyway.
///
/// No type here is safe for use by two threads at once: a writer belongs to the owner of the
/// engine, a recovery to whoever opens the home. The bytes are specified in
/// `docs/protocol/store.md`.
package kith.store;
