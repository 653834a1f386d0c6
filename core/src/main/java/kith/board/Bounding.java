package kith.board;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.identity.BoardRecord;
import kith.identity.BoardRecord.Removal;
import kith.identity.BoardRecord.Removal.ChainBound;
import kith.identity.BoardRecord.Removal.SpaceBounds;
import kith.identity.Members.Acceptance;
import kith.identity.PeerId;
import kith.identity.SpaceId;
import kith.lang.Bytes;
import kith.log.ChangeGraph;
import kith.replica.Replica;

/// What we write to put a member out: how far what it wrote is here, in each space of the board.
///
/// It accepts what is here and no more, so it costs a walk over all chains of all spaces.
public final class Bounding {
    /// How many pairs of a removed member and a space are bounded from one start to the next.
    /// Guess: some megabytes, and ten for each space that one peer may have.
    private static final int BOUNDED_MAX = 100_000;

    private final Board board;

    /// Who was bounded by us in which space since the start.
    private final TreeSet<String> bounded = new TreeSet<>();

    Bounding(Board board) {
        this.board = board;
    }

    /// Puts that peer out, and accepts of it what is here: the records to write, in this order.
    /// Where they grow long some spaces are left open, for [#leftOpen].
    public List<BoardRecord> removal(PeerId peer) {
        var bounds = new ArrayList<SpaceBounds>();
        bounds.add(bounds(board.facts(), peer)); // a removal counts only with these
        for (Replica replica : board.spaces().values()) {
            if (replica != board.facts() && hasRoom(bounds)) {
                bounds.add(bounds(replica, peer));
            }
        }
        return Removal.records(board.id(), peer, bounds);
    }

    /// Bounds what that peer, who is removed, has in spaces that no removal bounds yet: the records
    /// to write. None where nothing of it is here: who has nothing would take away what others
    /// have. Once for each space, since what has no effect has none the next time either.
    public List<BoardRecord> leftOpen(PeerId removed) {
        SpaceId records = board.facts().id();
        var bounds = new ArrayList<SpaceBounds>();
        if (board.members().accepted(removed, records)
                instanceof Acceptance.Bounded(List<ChainBound> known)) {
            bounds.add(new SpaceBounds(records, known));
            for (Replica replica : board.spaces().values()) {
                if (hasRoom(bounds)
                        && board.members().accepted(removed, replica.id())
                                instanceof Acceptance.Undecided
                        && hasOf(replica, removed)
                        && bounded.size() < BOUNDED_MAX
                        && bounded.add(removed.text() + replica.id().text())) {
                    bounds.add(bounds(replica, removed));
                }
            }
        }
        return bounds.size() < 2 ? List.of() : Removal.records(board.id(), removed, bounds);
    }

    private static boolean hasRoom(List<SpaceBounds> bounds) {
        int chains = 0;
        for (SpaceBounds one : bounds) {
            chains += one.chains().size();
        }
        return bounds.size() < Removal.SPACES_MAX && chains < Removal.CHAINS_MAX;
    }

    /// How far what that peer wrote in one space is here.
    private static SpaceBounds bounds(Replica replica, PeerId peer) {
        replica.own().close();
        return new SpaceBounds(replica.id(), ends(replica, peer));
    }

    private static boolean hasOf(Replica replica, PeerId peer) {
        ChangeGraph graph = replica.graph();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            if (graph.id(chain).author().equals(peer.key())
                    && graph.last(chain) >= graph.first(chain)) {
                return true;
            }
        }
        return false;
    }

    private static List<ChainBound> ends(Replica replica, PeerId peer) {
        var ends = new ArrayList<ChainBound>();
        ChangeGraph graph = replica.graph();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            boolean theirs = graph.id(chain).author().equals(peer.key());
            if (theirs && graph.last(chain) >= graph.first(chain)) {
                Bytes hash = graph.tip(chain).hash();
                ends.add(new ChainBound(graph.id(chain).incarnation(), graph.last(chain), hash));
            }
        }
        ends.sort(null);
        return ends;
    }
}
