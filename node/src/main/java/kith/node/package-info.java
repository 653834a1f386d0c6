/// A peer as a process: what hosts the engine.
///
/// **What it is.** The engine of the core has no thread, no clock, no file and no socket; it is
/// handed what happened and says what is to be done. [Driver][kith.node.Driver] hands it in and
/// carries it out; [Home][kith.node.Home] is the folder in which a peer lives;
/// [Node][kith.node.Node] puts the parts together with `new`, and takes them apart again.
///
/// **The problem.** An engine has one owner at a time, and whoever owns it must not wait: a thread
/// that holds it while it writes to a socket lets one slow reader stop every link, every client and
/// the disk. An event loop of its own would do, but then a local write costs two changes of thread,
/// and a client that reads what it wrote must wait for its turn.
///
/// **The idea.** The owner is whoever has the lock. The thread that has something to say (a link's
/// reader, a request, the timer) takes the lock, steps the engine, and hands each effect to
/// something that only notes it: the outbox of a link, the queue of the disk, the pool that checks
/// signatures, the queue of a subscription. All of that takes microseconds. So a write is applied
/// on the thread of its caller before the call returns, and what the caller then reads has it.
///
/// ```
/// link readers ─┐                           ┌─▶ outbox of a link ─▶ its writer
/// HTTP requests ┼─▶ lock: engine.step(…) ───┼─▶ DiskWriter ───────▶ synced, loaded ─┐
/// timer ────────┤                           ├─▶ Signatures ───────▶ checked, signed ┤
///               └───────────────────────────┼─▶ who called, who subscribed, the log  │
///                         inputs again ◀────┴──────────────────────────────────────◀┘
/// ```
///
/// **Bounds.** Everything that is handed over has one. Where the engine itself does not bound it
/// (signatures to be checked, bytes to be written), the thread that brings more waits *before* it
/// takes the lock: a link's reader by that stops reading, which the other side feels.
///
/// **When the engine throws,** that is a bug, and its state may be half changed. Nothing more is
/// handed to it: the node logs it, stops, and the process ends with the exit code 70
/// (`EX_SOFTWARE` of `sysexits.h`). What was acknowledged as durable is on the disk.
@NullMarked
package kith.node;

import org.jspecify.annotations.NullMarked;
