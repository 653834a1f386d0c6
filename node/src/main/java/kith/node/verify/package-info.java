/// Reads a whole store back and checks everything in it: `kith verify`.
///
/// **The problem.** A peer believes its own disk. When a home is opened, checksums are looked at,
/// but hashes are not recomputed and signatures are not checked again, because that would take
/// minutes and each was checked before it was stored. So what a bad disk, a bad copy or somebody
/// with access to the files did would be noticed late or never.
///
/// **What is checked.** The files and their checksums are the business of
/// [kith.store.Verification]. On top of it [StoreCheck][kith.node.verify.StoreCheck] reads what the
/// records say: that every run of changes follows the one before it by its hash, that every change
/// it names is there, has that hash and is older, that every head and every record about membership
/// bears good signatures, that contents can be read, and that what the checkpoints know is what the
/// log says.
///
/// **Who may run it.** Anybody who may read the files, also while a peer writes them: then only
/// what that peer says is durable is looked at ([FolderView][kith.node.verify.FolderView]).
///
/// **Cost.** Two hashes a change on one thread and 115 microseconds a signature on all cores;
/// memory for some 40 bytes a change.
@NullMarked
package kith.node.verify;

import org.jspecify.annotations.NullMarked;
