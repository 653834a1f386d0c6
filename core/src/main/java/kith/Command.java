package kith;

import java.util.List;
import kith.dht.RecordKind;
import kith.identity.BoardId;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.network.Discovery;
import kith.overlay.OverlayMessage;
import kith.replica.query.Inquiry;
import kith.state.Query;
import kith.state.Subscription;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What somebody local asks of a peer. Each is answered by exactly one [Answer].
public sealed interface Command {
    /// Writes several cells of one space as one change. `parents`: the version that the writer had
    /// looked at, as it was told; empty when it had seen everything here. `gather`: may become part
    /// of a change with other writes that come at once.
    record Write(Address at, List<Writing.Edit> edits, List<String> parents, boolean gather)
            implements Command {
        public Write {
            edits = List.copyOf(edits);
            parents = List.copyOf(parents);
        }
    }

    /// A part of a subtree; `after` goes on where an earlier answer ended.
    record Read(Address at, int depth, @Nullable Path after, int cellsMax) implements Command {
        public static Read all(Address at) {
            return new Read(at, Query.DEPTH_ALL, null, Query.CELLS_MAX);
        }
    }

    /// Begins to replicate a space, if that is not done yet; on a home without a board, founds one
    /// first.
    record Open(Address at) implements Command {}

    /// Everything that lives in one cell.
    record Conflicts(Address at) implements Command {}

    /// The changes of a space that touched that address, in the order in which they came here.
    /// `from` goes on behind that change; `since` leaves out what that version has in it.
    record Log(
            Address at,
            boolean oldest,
            @Nullable String from,
            List<String> since,
            int changesMax,
            int editsMax,
            int valueBytesMax)
            implements Command {
        public Log {
            since = List.copyOf(since);
        }
    }

    /// Why a cell shows what it shows: the newest changes that touched it, and what became of each.
    record Why(Address at, int changesMax) implements Command {}

    /// A part of a subtree as it was at a version; `after` goes on where an earlier answer ended.
    /// `version`: ids, or one name.
    record Past(Address at, List<String> version, int depth, @Nullable Path after, int cellsMax)
            implements Command {
        public Past {
            version = List.copyOf(version);
        }
    }

    /// Gives a version of a space a name, which all members see; empty: the present one. With
    /// `remove` the name goes.
    record Name(Address at, String name, List<String> version, boolean remove) implements Command {
        public Name {
            version = List.copyOf(version);
        }
    }

    /// Pruning of a whole space: how it stands, and what is to be. The lease says for how long a
    /// member that wrote is waited for; it counts where it is to be set.
    record Prune(Address at, What what, long leaseMillis) implements Command {
        public enum What {
            SHOW,
            SET,
            STOP,
            NOW
        }

        /// Whether nothing is to be written.
        boolean looks() {
            return what == What.SHOW;
        }
    }

    /// Undoes a change of this peer's: that one, or the newest at the address that stands. `redo`:
    /// the newest undo instead.
    record Undo(Address at, @Nullable String change, boolean redo) implements Command {}

    /// Nobody waits for the answer to the call with that ticket any more: a question about the log,
    /// a task, or who came for one is dropped and not answered. For all else this does nothing.
    record Forget(long call) implements Command {}

    /// Begins a subscription under a number that the caller chose. `from`: goes on after this
    /// version, without a picture, if that can be done.
    record Watch(
            long subscription,
            Address at,
            Subscription.Mode mode,
            int depth,
            List<String> from,
            int credit)
            implements Command {
        public Watch {
            from = List.copyOf(from);
        }
    }

    /// Allows a subscription that many more updates.
    record More(long subscription, int credit) implements Command {}

    record Unwatch(long subscription) implements Command {}

    /// Waits until a write is durable here and on `others` other peers, or the time is up.
    record Await(Address at, String version, int others, long timeoutMillis) implements Command {}

    /// Shows something of ourselves in a space for as long as we are here: never stored.
    record Show(Address at, Value value) implements Command {}

    /// Founds a board.
    record Found(String name) implements Command {}

    /// Makes an invitation; the host made its secret and the key that follows from it.
    record Invite(
            @Nullable String board,
            Bytes secret,
            PeerId inviteKey,
            int usesMax,
            long expiresAtMillis,
            String note)
            implements Command {}

    /// Joins the board of an invitation; `alias` is what to call it here if not by its name.
    record Join(InvitationLink link, @Nullable String alias) implements Command {}

    record RemoveMember(@Nullable String board, PeerId member) implements Command {}

    record Revoke(@Nullable String board, Bytes invitation) implements Command {}

    /// Says in which region a space is kept: peers elsewhere do not replicate it for being listed.
    ///
    /// @param region empty for everywhere
    record Keep(Address at, String region) implements Command {}

    /// Opens a link to an address, to whoever is there.
    record Connect(String address) implements Command {}

    /// Where others can reach us.
    record Listen(List<String> addresses) implements Command {
        public Listen {
            addresses = List.copyOf(addresses);
        }
    }

    /// What the host has counted and measured, to be shown at `.peer/metrics`.
    record Measured(Value.Obj metrics) implements Command {}

    /// What we and that peer do not share of a space.
    record Compare(Address at, PeerId peer) implements Command {}

    /// Looks for cells in a space, here or at that peer if one is named: a page, which says where
    /// to go on.
    record Inquire(Address at, Inquiry inquiry, @Nullable PeerId peer, long timeoutMillis)
            implements Command {}

    /// Asks that linked peer, or all, for what is not here and may have been sent before, measures
    /// how far away it is, and dials those again that could not be reached, without waiting.
    record Sync(@Nullable PeerId peer) implements Command {}

    /// Sends something to the host of another member: over a link to it, or over somebody who is
    /// linked to both. `board` is null for any on which that can be done. Answered when the other
    /// side has it.
    record Forward(@Nullable String board, PeerId to, OverlayMessage.Kind kind, Bytes bytes)
            implements Command {}

    /// Looks something up in the directory of a board: a peer by its id, a space by its name, a
    /// capability by its word. `traced`: the answer tells the ways that it went.
    record Find(@Nullable String board, RecordKind kind, String subject, boolean traced)
            implements Command {}

    /// Gives a number of this peer's on a board, of which leaders tell what all come to; null: no
    /// more. It ends with the peer.
    record Give(@Nullable String board, String name, @Nullable Long value) implements Command {}

    /// Has a task of that name done by a member of the board that does such things. Answered when
    /// it is done or cannot be, at the latest after that time.
    record Submit(@Nullable String board, String name, Value value, long withinMillis)
            implements Command {}

    /// Comes for a task of that name: answered with one, or when that time is over with nothing.
    /// As long as somebody comes for them this peer does tasks of that name. It is given to another
    /// peer when nothing is said of it for `limitMillis`.
    record Take(@Nullable String board, String name, long withinMillis, long limitMillis)
            implements Command {}

    /// A task that was taken here is done, or with `failure` cannot be, and why.
    record Finish(@Nullable String board, Bytes id, Value value, @Nullable String failure)
            implements Command {}

    /// Follows the newest change of a cell from peer to peer.
    record Trace(Address at) implements Command {}

    /// Asks neighbours to call this peer where it says that it listens.
    record Survey() implements Command {}

    /// The host found that somebody of a board, `peer` if it is known who, is at these addresses.
    record Spotted(BoardId board, Discovery.Way way, @Nullable PeerId peer, List<String> addresses)
            implements Command {
        public Spotted {
            addresses = List.copyOf(addresses);
        }
    }

    /// Ends in order: everything is durable when the answer comes.
    record Stop() implements Command {}
}
