/// The flight recorder: what the engine was told, in the order in which it was told, so that it can
/// be told again. Read [kith.flight.Trace] first.
///
/// *The problem.* What went wrong in a peer that runs for weeks can rarely be made to happen again:
/// it hangs on what came over which link in which millisecond. *But* the engine is a function: its
/// state follows from its store, its configuration, the inputs and their times, and nothing else.
/// So the inputs are kept, with the store as it was when the peer was started, and with a checksum
/// of what the engine wanted done at each. An engine that is given the same (`./dev replay`) takes
/// the same steps, on whichever host; where one differs, the checksum shows it, and where one
/// failed, it fails again, now under a debugger.
///
/// *What is kept.* Everything that the engine is told: frames of links, answers of the disk and of
/// signatures, commands of local clients, and the time. So a recording has in it what was written
/// and read, and is its owner's alone, like the store. It has no keys: the engine never had them,
/// what it signs comes back as an input. It has the secret that nonces are made from, since a nonce
/// is in what the engine sends: who has the recording of a peer that still runs knows its next
/// nonces. The secrets of invitations are left out; they show only in a link that is made, which is
/// not compared.
///
/// *The bound.* When there is no room, the oldest goes. As long as the beginning is there, the
/// recording can be replayed; without it there is no state from which the rest could go on, since
/// what an engine knows of its links is nowhere but in itself. Then the inputs can still be read,
/// one by one.
///
/// A node writes its recording into files (`kith.node.flight`); a tab, which has none of its own
/// to spare, keeps it in memory ([Trace]). The bytes are the same: `docs/recordings.md`.
@NullMarked
package kith.flight;

import org.jspecify.annotations.NullMarked;
